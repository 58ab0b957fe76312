# Made by `make completions`, from the options of the command.  Do not edit.

Register-ArgumentCompleter -Native -CommandName vmssnames -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commands = [ordered]@{
        'show' = 'say what names mean; the same as vmssnames NAME...'
        'convert' = 'turn a name a line into another form'
        'scan' = 'print the names of instances in a text'
        'annotate' = 'explain the names in a stream of text, JSON or CSV'
        'inventory' = 'list instances: names, states, what is wrong; for people and for other tools'
        'hosts' = 'write a hosts file, from lists of instances and network interfaces'
        'zone' = 'write zones and reverse zones for name servers, from lists of instances'
        'table' = 'write what host names stand for, as CSV, JSON or SQLite'
        'completion' = 'print what a shell needs to complete all this'
    }

    $options = @{
        '' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--version' = 'print the version and the kernels that run'
        }
        'show' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '-o' = 'default: table on a terminal, tsv elsewhere'
            '--output' = 'default: table on a terminal, tsv elsewhere'
            '--subscription' = 'of names that do not say theirs'
            '-g' = 'the same'
            '--resource-group' = 'the same'
            '-n' = 'the same'
            '--scale-set' = 'the same'
            '--cloud' = 'of REST requests'
            '--fleet' = 'scale sets, as `az vmss list -o json` prints them: whose names they are'
            '--commands' = 'behind the names: print the REST, az and PowerShell forms; default: of all'
        }
        'convert' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--to' = 'the form to write'
            '--from' = 'the form to read; a computer-name may be a host name or a node/name, too'
            '--prefix' = 'the computer-name prefix to write; computer names read must have it'
            '--scale-set' = 'the scale set to write in VM names; VM names read must have it'
            '--fail-fast' = 'stop at the first bad line'
        }
        'scan' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--with' = 'its name, and these fields of it'
            '--count' = 'how many names, of each file'
            '--unique' = 'a table of instances: names, count, and the lines where first and last'
            '-o' = 'the format; all but json and ndjson have a heading'
            '--output' = 'the format; all but json and ndjson have a heading'
            '--prefix' = 'a computer-name prefix'
            '--fleet' = 'a list of scale sets'
            '--aks' = 'names shaped as those of AKS nodes'
            '--resource-ids' = 'resource IDs and provider IDs, too'
            '--embedded' = 'within longer words, too, between hyphens or underscores'
            '--max-id' = 'no larger instance IDs, which are rather words'
        }
        'annotate' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--template' = 'in place of a name; default: ''{name}({scale_set}/{instance_id})'''
            '--at-line-end' = 'put what the template says behind the line, once for an instance'
            '--field' = 'of JSON objects, one a line'
            '--column' = 'or number, from 1 on, of CSV or TSV'
            '--add' = 'with --field or --column: fields with commas; also NEW=FIELD'
            '--prefix' = 'a computer-name prefix'
            '--fleet' = 'a list of scale sets'
            '--aks' = 'names shaped as those of AKS nodes'
            '--resource-ids' = 'resource IDs and provider IDs, too'
            '--embedded' = 'within longer words, too, between hyphens or underscores'
            '--max-id' = 'no larger instance IDs, which are rather words'
        }
        'inventory' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--where' = 'those for which it holds'
            '--problems' = 'those that have errors or warnings'
            '-o' = 'table, tsv, csv, json, ndjson, markdown, ansible, prometheus, ssh; default: table on a terminal, tsv elsewhere'
            '--output' = 'table, tsv, csv, json, ndjson, markdown, ansible, prometheus, ssh; default: table on a terminal, tsv elsewhere'
            '--group-by' = 'how many there are of each kind, in place of all'
            '--explain' = 'what is wrong with it, in sentences; all: with all'
            '--diff' = 'what became other, by machine'
            '--html' = 'a page for a browser, over what is there; with -o, both'
            '--port' = 'of -o prometheus; default: 9100'
            '--stream' = 'NDJSON, one line at a time, joined with nothing; with -o tsv, csv, ndjson'
            '--strict' = 'refuse what does not read or does not agree'
            '--unredacted' = 'messages with addresses and secrets in them'
        }
        'hosts' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--inventory' = 'the same, by its name'
            '--prefix' = 'names of it and of --ids'
            '--ids' = 'instance IDs: 0-99,120'
            '--nics' = 'what az vmss nic list printed'
            '--addresses' = 'CSV: a host name and its address a line; with --prefix and --ids an address a line'
            '--network' = 'refuse addresses outside of it, as 10.0.0.0/16; several: outside of all'
            '--strict' = 'refuse all if an instance has no address'
            '--every-interface' = 'also {host}-nic2 and so on; default: the primary interface alone'
            '--domain' = 'full names in it, and the short ones behind'
            '--write' = 'write atomically, only if the content changed; default: standard output'
            '--check' = 'write nothing; 1 if --write would change something, or a file is left over'
        }
        'zone' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--inventory' = 'the same, by its name'
            '--prefix' = 'names of it and of --ids'
            '--ids' = 'instance IDs: 0-99,120'
            '--nics' = 'what az vmss nic list printed'
            '--addresses' = 'CSV: a host name and its address a line; with --prefix and --ids an address a line'
            '--network' = 'refuse addresses outside of it, as 10.0.0.0/16; several: outside of all'
            '--strict' = 'refuse all if an instance has no address'
            '--every-interface' = 'also {host}-nic2 and so on; default: the primary interface alone'
            '--domain' = 'what stands behind each host name'
            '--ns' = 'a name server; its address if it is in the zone itself; several'
            '--soa-mail' = 'who answers for it; default: hostmaster@DOMAIN'
            '--serial' = 'default: from the date'
            '--ttl' = 'default: 300'
            '--txt' = 'TXT: VM name and instance ID'
            '--cname' = 'CNAME: VM names too, with - for _: web-85'
            '-o' = 'unbound: local-data to include; azure: for az network private-dns zone import'
            '--output' = 'unbound: local-data to include; azure: for az network private-dns zone import'
            '--reverse' = 'the reverse zones instead: --write names their folder, each is NAME.zone'
            '--split' = 'of IPv4 reverse zones: 8, 16, 24, or 25 to 31 as in RFC 2317, with what the /24 must hold in NAME.delegation; default: 24'
            '--split6' = 'of IPv6 reverse zones: a multiple of 4 of 16 to 124; default: 64'
            '--write' = 'write atomically, only if the content changed; default: standard output'
            '--check' = 'write nothing; 1 if --write would change something, or a file is left over'
        }
        'table' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--inventory' = 'the same, by its name'
            '--prefix' = 'names of it and of --ids'
            '--ids' = 'instance IDs: 0-99,120'
            '--scale-set' = 'of --prefix: its VM names'
            '-o' = 'default: csv'
            '--output' = 'default: csv'
            '--write' = 'write atomically, only if the content changed; default: standard output'
            '--check' = 'write nothing; 1 if --write would change something, or a file is left over'
        }
        'completion' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
        }
    }

    # What may follow an option, or be a positional argument of a command.
    $values = @{
        'show -o' = [ordered]@{
            'table' = 'table'
            'tsv' = 'tsv'
            'csv' = 'csv'
            'json' = 'json'
            'ndjson' = 'ndjson'
        }
        'show --output' = [ordered]@{
            'table' = 'table'
            'tsv' = 'tsv'
            'csv' = 'csv'
            'json' = 'json'
            'ndjson' = 'ndjson'
        }
        'show --cloud' = [ordered]@{
            'AzureCloud' = 'AzureCloud'
            'AzureUSGovernment' = 'AzureUSGovernment'
            'AzureChinaCloud' = 'AzureChinaCloud'
        }
        'show --commands' = [ordered]@{
            'show' = 'show'
            'list' = 'list'
            'instance-view' = 'instance-view'
            'start' = 'start'
            'restart' = 'restart'
            'power-off' = 'power-off'
            'deallocate' = 'deallocate'
            'reimage' = 'reimage'
            'reimage-all' = 'reimage-all'
            'redeploy' = 'redeploy'
            'perform-maintenance' = 'perform-maintenance'
            'simulate-eviction' = 'simulate-eviction'
            'run-command' = 'run-command'
            'delete' = 'delete'
            'update-to-latest-model' = 'update-to-latest-model'
            'protect' = 'protect'
            'unprotect' = 'unprotect'
            'boot-diagnostics' = 'boot-diagnostics'
            'network-interfaces' = 'network-interfaces'
            'extensions' = 'extensions'
            'approve-rolling-upgrade' = 'approve-rolling-upgrade'
        }
        'convert --to' = [ordered]@{
            'id' = 'id'
            'base36' = 'base36'
            'computer-name' = 'computer-name'
            'node-name' = 'node-name'
            'vm-name' = 'vm-name'
        }
        'convert --from' = [ordered]@{
            'id' = 'id'
            'base36' = 'base36'
            'computer-name' = 'computer-name'
            'node-name' = 'node-name'
            'vm-name' = 'vm-name'
        }
        'scan --with' = [ordered]@{
            'name' = 'name'
            'kind' = 'kind'
            'instance_id' = 'instance_id'
            'base36' = 'base36'
            'scale_set' = 'scale_set'
            'prefix' = 'prefix'
            'computer_name' = 'computer_name'
            'node_name' = 'node_name'
            'vm_name' = 'vm_name'
            'resource_id' = 'resource_id'
            'provider_id' = 'provider_id'
            'certainty' = 'certainty'
            'file' = 'file'
            'line' = 'line'
            'offset' = 'offset'
        }
        'scan -o' = [ordered]@{
            'table' = 'table'
            'tsv' = 'tsv'
            'csv' = 'csv'
            'json' = 'json'
            'ndjson' = 'ndjson'
        }
        'scan --output' = [ordered]@{
            'table' = 'table'
            'tsv' = 'tsv'
            'csv' = 'csv'
            'json' = 'json'
            'ndjson' = 'ndjson'
        }
        'annotate --add' = [ordered]@{
            'name' = 'name'
            'kind' = 'kind'
            'instance_id' = 'instance_id'
            'base36' = 'base36'
            'scale_set' = 'scale_set'
            'prefix' = 'prefix'
            'computer_name' = 'computer_name'
            'node_name' = 'node_name'
            'vm_name' = 'vm_name'
            'resource_id' = 'resource_id'
            'provider_id' = 'provider_id'
        }
        'inventory -o' = [ordered]@{
            'table' = 'table'
            'tsv' = 'tsv'
            'csv' = 'csv'
            'json' = 'json'
            'ndjson' = 'ndjson'
            'markdown' = 'markdown'
            'ansible' = 'ansible'
            'prometheus' = 'prometheus'
            'ssh' = 'ssh'
        }
        'inventory --output' = [ordered]@{
            'table' = 'table'
            'tsv' = 'tsv'
            'csv' = 'csv'
            'json' = 'json'
            'ndjson' = 'ndjson'
            'markdown' = 'markdown'
            'ansible' = 'ansible'
            'prometheus' = 'prometheus'
            'ssh' = 'ssh'
        }
        'inventory --group-by' = [ordered]@{
            'scale_set' = 'scale_set'
            'name' = 'name'
            'instance_id' = 'instance_id'
            'computer_name' = 'computer_name'
            'power' = 'power'
            'provisioning' = 'provisioning'
            'view_provisioning' = 'view_provisioning'
            'health' = 'health'
            'latest_model' = 'latest_model'
            'zone' = 'zone'
            'fault_domain' = 'fault_domain'
            'update_domain' = 'update_domain'
            'size' = 'size'
            'mode' = 'mode'
            'location' = 'location'
            'resource_group' = 'resource_group'
            'subscription_id' = 'subscription_id'
            'vm_id' = 'vm_id'
            'resource_id' = 'resource_id'
            'node_name' = 'node_name'
            'private_addresses' = 'private_addresses'
            'os_name' = 'os_name'
            'os_version' = 'os_version'
            'agent_version' = 'agent_version'
            'time_created' = 'time_created'
            'source' = 'source'
            'problems' = 'problems'
            'explanation' = 'explanation'
        }
        'zone -o' = [ordered]@{
            'zone' = 'zone'
            'unbound' = 'unbound'
            'azure' = 'azure'
        }
        'zone --output' = [ordered]@{
            'zone' = 'zone'
            'unbound' = 'unbound'
            'azure' = 'azure'
        }
        'table -o' = [ordered]@{
            'csv' = 'csv'
            'json' = 'json'
            'sqlite' = 'sqlite'
        }
        'table --output' = [ordered]@{
            'csv' = 'csv'
            'json' = 'json'
            'sqlite' = 'sqlite'
        }
        'completion' = [ordered]@{
            'bash' = 'bash'
            'zsh' = 'zsh'
            'fish' = 'fish'
            'powershell' = 'powershell'
        }
    }

    # Options that take all words up to the next option.
    $many = @('show --commands')

    $words = @($commandAst.CommandElements |
        Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { $_.ToString() })

    # The command is the first word; any other first word is a name to show.
    $command = ''
    if ($words.Count -gt 0) {
        $command = 'show'
        if ($commands.Contains($words[0])) { $command = $words[0] }
    }
    $last = $words | Select-Object -Last 1
    $option = $words | Where-Object { $_.StartsWith('-') } | Select-Object -Last 1

    if ("$wordToComplete".StartsWith('-')) { $found = $options[$command] }
    elseif ($values.ContainsKey("$command $last")) { $found = $values["$command $last"] }
    elseif ($many -contains "$command $option") { $found = $values["$command $option"] }
    elseif ($command) { $found = $values[$command] }
    else { $found = $commands }

    # Without a result, PowerShell completes files.
    if ($found) {
        $found.Keys | Where-Object { $_.StartsWith("$wordToComplete") } | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new(
                $_, $_, 'ParameterValue', $found[$_])
        }
    }
}
