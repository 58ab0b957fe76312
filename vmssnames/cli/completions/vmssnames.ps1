# Made by `make completions`, from the options of the command.  Do not edit.

Register-ArgumentCompleter -Native -CommandName vmssnames -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commands = [ordered]@{
        'show' = 'show the instance of each name; same as vmssnames NAME...'
        'convert' = 'convert names, one per line, to another form'
        'scan' = 'print the instance names in text'
        'annotate' = 'add the instance to each name in text, JSON or CSV'
        'inventory' = 'list instances with their names, states and problems'
        'fetch' = 'save a snapshot of scale sets, with az and kubectl'
        'hosts' = 'write a hosts file from lists of instances'
        'zone' = 'write DNS zones and reverse zones from lists of instances'
        'table' = 'write a lookup table from host names to instances: CSV, JSON, SQLite and others'
        'snippet' = 'print the rule in another language: SQL, KQL, jq, awk, Lua and others'
        'completion' = 'print the completion script for a shell'
    }

    $options = @{
        '' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--version' = 'print the version and the kernels in use'
        }
        'show' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '-o' = 'default: table on a terminal, tsv in a pipe'
            '--output' = 'default: table on a terminal, tsv in a pipe'
            '--subscription' = 'subscription to use when the name does not include one'
            '-g' = 'resource group, likewise'
            '--resource-group' = 'resource group, likewise'
            '-n' = 'scale set, likewise'
            '--scale-set' = 'scale set, likewise'
            '--cloud' = 'for REST requests'
            '--fleet' = 'find the scale set in this list or snapshot, and show the states in a snapshot'
            '--commands' = 'print REST, az and PowerShell commands; default: for all operations'
        }
        'convert' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--to' = 'write this form'
            '--from' = 'read only this form; computer-name includes host names and node/NAME'
            '--prefix' = 'computer-name prefix to write; computer names in the input must have it'
            '--scale-set' = 'scale set to write; VM names in the input must have it'
            '--subscription' = 'for --to resource-id and provider-id'
            '-g' = 'likewise'
            '--resource-group' = 'likewise'
            '--fleet' = 'convert names of these scale sets: the output of `az vmss list -o json`'
            '--aks' = 'convert names of AKS Linux nodes, listed or not, and listed names'
            '--fail-fast' = 'stop at the first invalid line'
        }
        'scan' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--with' = 'print these fields after each name'
            '--count' = 'print the number of names per file'
            '--unique' = 'print one row per instance, with its count and first and last line'
            '-o' = 'output format; all except json and ndjson have a header row'
            '--output' = 'output format; all except json and ndjson have a header row'
            '--prefix' = 'search for this computer-name prefix'
            '--fleet' = 'search for the scale sets in FILE'
            '--aks' = 'search for names of AKS nodes, without a list'
            '--resource-ids' = 'also search for resource IDs and provider IDs'
            '--embedded' = 'also search within longer words, between hyphens or underscores'
            '--max-id' = 'ignore instance IDs above N; they are usually ordinary words'
            '--threads' = 'search each file over 20 MB with up to N threads; default: 2'
        }
        'annotate' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--template' = 'replace each name with this text; default: ''{name}({scale_set}/{instance_id})'''
            '--at-line-end' = 'add the text at the end of the line, once per instance'
            '--field' = 'read names from this field of JSON objects'
            '--column' = 'read names from this CSV or TSV column, by name or number'
            '--add' = 'fields to add, separated by commas; NEW=FIELD renames'
            '--status' = 'exit with status 1 if no name was found, as grep does'
            '--prefix' = 'search for this computer-name prefix'
            '--fleet' = 'search for the scale sets in FILE'
            '--aks' = 'search for names of AKS nodes, without a list'
            '--resource-ids' = 'also search for resource IDs and provider IDs'
            '--embedded' = 'also search within longer words, between hyphens or underscores'
            '--max-id' = 'ignore instance IDs above N; they are usually ordinary words'
            '--threads' = 'search each file over 20 MB with up to N threads; default: 2'
        }
        'inventory' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--where' = 'only instances that match; repeatable'
            '--problems' = 'only instances with errors or warnings'
            '-o' = 'table, tsv, csv, json, ndjson, markdown, ansible, prometheus, ssh; default: table on a terminal, tsv in a pipe'
            '--output' = 'table, tsv, csv, json, ndjson, markdown, ansible, prometheus, ssh; default: table on a terminal, tsv in a pipe'
            '--group-by' = 'print counts by these columns instead of instances'
            '--explain' = 'explain the problems of this instance; all: of all'
            '--diff' = 'print what changed, by VM'
            '--html' = 'write an HTML report to FILE; with -o, print the list too'
            '--port' = 'port for -o prometheus; default: 9100'
            '--stream' = 'NDJSON in constant memory, without joining; with -o tsv, csv, ndjson'
            '--strict' = 'fail on unreadable or contradictory data'
            '--unredacted' = 'do not hide secrets and addresses in messages'
        }
        'fetch' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--subscription' = 'subscription, repeatable; all: all that are enabled; default: az''s own'
            '-g' = 'only this resource group'
            '--resource-group' = 'only this resource group'
            '-n' = 'only this scale set; needs -g'
            '--scale-set' = 'only this scale set; needs -g'
            '--cloud' = 'the cloud, such as AzureUSGovernment; default: az''s own'
            '--context' = 'kubectl context, repeatable; default: the current context'
            '--only' = 'run only this program; default: both, if they are on PATH: az, kubectl'
            '--dry-run' = 'print the commands, and run nothing'
            '--jobs' = 'run N commands at once; default: 4'
            '--timeout' = 'stop a command after this time; default: 600'
        }
        'hosts' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--inventory' = 'same as a FILE argument'
            '--prefix' = 'computer-name prefix, for names from --ids'
            '--ids' = 'instance IDs, such as 0-99,120'
            '--nics' = 'output of az vmss nic list'
            '--addresses' = 'CSV, a hosts file or a table with names and addresses; with --ids, addresses'
            '--network' = 'reject addresses outside this network, such as 10.0.0.0/16; repeatable'
            '--strict' = 'fail if an instance has no address'
            '--every-interface' = 'include secondary interfaces, as {host}-nic2 and so on'
            '--domain' = 'write full names in this domain, followed by short names'
            '--write' = 'write atomically, only if the content changed; default: standard output'
            '--check' = 'write nothing; exit with status 1 if --write would change a file'
        }
        'zone' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--inventory' = 'same as a FILE argument'
            '--prefix' = 'computer-name prefix, for names from --ids'
            '--ids' = 'instance IDs, such as 0-99,120'
            '--nics' = 'output of az vmss nic list'
            '--addresses' = 'CSV, a hosts file or a table with names and addresses; with --ids, addresses'
            '--network' = 'reject addresses outside this network, such as 10.0.0.0/16; repeatable'
            '--strict' = 'fail if an instance has no address'
            '--every-interface' = 'include secondary interfaces, as {host}-nic2 and so on'
            '--domain' = 'domain of the zone, such as vm.example.net'
            '--ns' = 'name server, with its address if it is in the zone; repeatable'
            '--soa-mail' = 'administrator; default: hostmaster@DOMAIN'
            '--serial' = 'serial; default: from the date'
            '--ttl' = 'time to live; default: 300'
            '--txt' = 'add TXT records with VM name and instance ID'
            '--cname' = 'add CNAME records for VM names, with - for _: web-85'
            '-o' = 'unbound: local-data lines; azure: file for az network private-dns zone import'
            '--output' = 'unbound: local-data lines; azure: file for az network private-dns zone import'
            '--reverse' = 'write reverse zones, each as NAME.zone in the directory of --write'
            '--split' = 'prefix length of IPv4 reverse zones: 8, 16, 24, or 25 to 31 (RFC 2317, with the records for the parent zone in NAME.delegation); default: 24'
            '--split6' = 'prefix length of IPv6 reverse zones: a multiple of 4, 16 to 124; default: 64'
            '--write' = 'write atomically, only if the content changed; default: standard output'
            '--check' = 'write nothing; exit with status 1 if --write would change a file'
        }
        'table' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--inventory' = 'same as a FILE argument'
            '--prefix' = 'computer-name prefix, for names from --ids'
            '--ids' = 'instance IDs, such as 0-99,120'
            '--scale-set' = 'scale set of --prefix and --ids'
            '-o' = 'csv, json, sqlite, logstash, kusto, prometheus; default: csv'
            '--output' = 'csv, json, sqlite, logstash, kusto, prometheus; default: csv'
            '--write' = 'write atomically, only if the content changed; default: standard output'
            '--check' = 'write nothing; exit with status 1 if --write would change a file'
        }
        'snippet' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
            '--list' = 'list the languages, and how their snippets were tested'
            '--decode' = 'from a computer name to its instance ID; the default'
            '--split' = 'from a computer name to its prefix and instance ID'
            '--encode' = 'from a prefix and an instance ID to the computer name'
            '--prefix' = 'accept only this computer-name prefix'
            '--fleet' = 'find the scale sets in FILE, too'
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
            'resource-id' = 'resource-id'
            'provider-id' = 'provider-id'
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
            'hibernated' = 'hibernated'
            'ready' = 'ready'
            'provisioning_since' = 'provisioning_since'
            'health_since' = 'health_since'
            'ready_since' = 'ready_since'
            'as_of' = 'as_of'
        }
        'fetch --only' = [ordered]@{
            'az' = 'az'
            'kubectl' = 'kubectl'
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
            'logstash' = 'logstash'
            'kusto' = 'kusto'
            'prometheus' = 'prometheus'
        }
        'table --output' = [ordered]@{
            'csv' = 'csv'
            'json' = 'json'
            'sqlite' = 'sqlite'
            'logstash' = 'logstash'
            'kusto' = 'kusto'
            'prometheus' = 'prometheus'
        }
        'snippet' = [ordered]@{
            'kql' = 'kql'
            'postgresql' = 'postgresql'
            'mysql' = 'mysql'
            'sqlite' = 'sqlite'
            'duckdb' = 'duckdb'
            'clickhouse' = 'clickhouse'
            'spark' = 'spark'
            'bigquery' = 'bigquery'
            'snowflake' = 'snowflake'
            'trino' = 'trino'
            'tsql' = 'tsql'
            'jq' = 'jq'
            'awk' = 'awk'
            'lua' = 'lua'
            'ruby' = 'ruby'
            'javascript' = 'javascript'
            'go' = 'go'
            'csharp' = 'csharp'
            'java' = 'java'
            'php' = 'php'
            'perl' = 'perl'
            'bash' = 'bash'
            'powershell' = 'powershell'
            'vrl' = 'vrl'
            'cel' = 'cel'
            'starlark' = 'starlark'
            'excel' = 'excel'
            'terraform' = 'terraform'
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
