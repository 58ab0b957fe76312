# Made by `make completions`, from the options of the command.  Do not edit.

# The command is the first word; any other first word is a name to show.
function __vmssnames_in
    set -l words (commandline -opc)
    set -l command none
    if set -q words[2]
        set command show
        contains -- $words[2] show convert scan annotate inventory fetch hosts zone table snippet completion
        and set command $words[2]
    end
    test $argv[1] = $command
end

# An option takes all words up to the next option.
function __vmssnames_behind
    set -l options (string match -- '-*' (commandline -opc))
    set -q options[1]
    and contains -- $options[-1] $argv
end

complete -c vmssnames -f
complete -c vmssnames -n '__vmssnames_in none' -s h -l help -d 'show the options; --help shows examples and details, too'
complete -c vmssnames -n '__vmssnames_in none' -l color -d 'when to colour the output: auto, always, never; default: auto' -x -a 'auto always never'
complete -c vmssnames -n '__vmssnames_in none' -s q -l quiet -d 'print no warnings and notes; the exit status is the same'
complete -c vmssnames -n '__vmssnames_in none' -s v -l verbose -d 'say also what was read and written'
complete -c vmssnames -n '__vmssnames_in none' -l version -d 'print the version and the kernels in use'
complete -c vmssnames -n '__vmssnames_in none' -a show -d 'show the instance of each name; same as vmssnames NAME...'
complete -c vmssnames -n '__vmssnames_in show' -l fleet -d 'find the scale set in this list or snapshot, and show the states that it has' -r -F
complete -c vmssnames -n '__vmssnames_in show' -l subscription -d 'subscription to use when the name does not include one' -x
complete -c vmssnames -n '__vmssnames_in show' -s g -l resource-group -d 'resource group, likewise' -x
complete -c vmssnames -n '__vmssnames_in show' -s n -l scale-set -d 'scale set, likewise' -x
complete -c vmssnames -n '__vmssnames_in show' -l commands -d 'print REST, az and PowerShell commands; default: for all operations'
complete -c vmssnames -n '__vmssnames_in show; and __vmssnames_behind --commands' -a 'show list instance-view start restart power-off deallocate reimage reimage-all redeploy perform-maintenance simulate-eviction run-command delete update-to-latest-model protect unprotect boot-diagnostics network-interfaces extensions approve-rolling-upgrade'
complete -c vmssnames -n '__vmssnames_in show' -l form -d 'with --commands, print nothing but the commands in this form: az, rest, powershell' -x -a 'az rest powershell'
complete -c vmssnames -n '__vmssnames_in show' -l cloud -d 'cloud of REST requests and links to the portal: AzureCloud, AzureUSGovernment, AzureChinaCloud; default: AzureCloud' -x -a 'AzureCloud AzureUSGovernment AzureChinaCloud'
complete -c vmssnames -n '__vmssnames_in show' -s o -l output -d 'output format: table, wide, tsv, csv, markdown, json, ndjson, name; default: table on a terminal, tsv in a pipe' -x -a 'table wide tsv csv markdown json ndjson name'
complete -c vmssnames -n '__vmssnames_in show' -l columns -d 'print these columns, separated by commas' -x -a 'name kind certainty instance_id base36 prefix computer_name node_name scale_set vm_name resource_id provider_id note resource_group subscription_id portal_url power provisioning provisioning_since health health_since ready ready_since latest_model zone fault_domain size private_addresses location vm_id problems as_of'
complete -c vmssnames -n '__vmssnames_in show' -l sort -d 'sort by a column; -COLUMN reverses; repeatable' -x -a 'name kind certainty instance_id base36 prefix computer_name node_name scale_set vm_name resource_id provider_id note resource_group subscription_id portal_url power provisioning provisioning_since health health_since ready ready_since latest_model zone fault_domain size private_addresses location vm_id problems as_of'
complete -c vmssnames -n '__vmssnames_in show' -l limit -d 'print the first N rows only' -x
complete -c vmssnames -n '__vmssnames_in show' -l no-header -d 'print no header row'
complete -c vmssnames -n '__vmssnames_in show' -l schema -d 'version of the keys of JSON: 1, 2; default: 2' -x -a '1 2'
complete -c vmssnames -n '__vmssnames_in show' -s h -l help -d 'show the options; --help shows examples and details, too'
complete -c vmssnames -n '__vmssnames_in show' -l color -d 'when to colour the output: auto, always, never; default: auto' -x -a 'auto always never'
complete -c vmssnames -n '__vmssnames_in show' -s q -l quiet -d 'print no warnings and notes; the exit status is the same'
complete -c vmssnames -n '__vmssnames_in show' -s v -l verbose -d 'say also what was read and written'
complete -c vmssnames -n '__vmssnames_in none' -a convert -d 'convert names, one per line, to another form'
complete -c vmssnames -n '__vmssnames_in convert' -l to -d 'write this form: id, base36, computer-name, node-name, vm-name, resource-id, provider-id' -x -a 'id base36 computer-name node-name vm-name resource-id provider-id'
complete -c vmssnames -n '__vmssnames_in convert' -l from -d 'read only this form; computer-name includes host names and node/NAME: id, base36, computer-name, node-name, vm-name' -x -a 'id base36 computer-name node-name vm-name'
complete -c vmssnames -n '__vmssnames_in convert' -l fail-fast -d 'stop at the first invalid line'
complete -c vmssnames -n '__vmssnames_in convert' -l prefix -d 'computer-name prefix to write; computer names in the input must have it' -x
complete -c vmssnames -n '__vmssnames_in convert' -s n -l scale-set -d 'scale set to write; VM names in the input must have it' -x
complete -c vmssnames -n '__vmssnames_in convert' -l subscription -d 'for --to resource-id and provider-id' -x
complete -c vmssnames -n '__vmssnames_in convert' -s g -l resource-group -d 'likewise' -x
complete -c vmssnames -n '__vmssnames_in convert' -l fleet -d 'convert names of these scale sets: the output of `az vmss list -o json`' -r -F
complete -c vmssnames -n '__vmssnames_in convert' -l aks -d 'convert names of AKS Linux nodes, listed or not, and listed names'
complete -c vmssnames -n '__vmssnames_in convert' -s h -l help -d 'show the options; --help shows examples and details, too'
complete -c vmssnames -n '__vmssnames_in convert' -l color -d 'when to colour the output: auto, always, never; default: auto' -x -a 'auto always never'
complete -c vmssnames -n '__vmssnames_in convert' -s q -l quiet -d 'print no warnings and notes; the exit status is the same'
complete -c vmssnames -n '__vmssnames_in convert' -s v -l verbose -d 'say also what was read and written'
complete -c vmssnames -n '__vmssnames_in convert' -F
complete -c vmssnames -n '__vmssnames_in none' -a scan -d 'print the instance names in text'
complete -c vmssnames -n '__vmssnames_in scan' -l with -d 'print these fields after each name' -x -a 'name kind instance_id base36 scale_set prefix computer_name node_name vm_name resource_id provider_id certainty file line offset'
complete -c vmssnames -n '__vmssnames_in scan' -l count -d 'print the number of names per file'
complete -c vmssnames -n '__vmssnames_in scan' -l unique -d 'print one row per instance, with its count and first and last line'
complete -c vmssnames -n '__vmssnames_in scan' -s o -l output -d 'output format: table, wide, tsv, csv, markdown, json, ndjson, name; default: names only; with --unique, table on a terminal, tsv in a pipe' -x -a 'table wide tsv csv markdown json ndjson name'
complete -c vmssnames -n '__vmssnames_in scan' -l columns -d 'print these columns, separated by commas' -x -a 'name kind instance_id base36 scale_set prefix computer_name node_name vm_name resource_id provider_id certainty file line offset count first last'
complete -c vmssnames -n '__vmssnames_in scan' -l sort -d 'sort by a column; -COLUMN reverses; repeatable' -x -a 'name kind instance_id base36 scale_set prefix computer_name node_name vm_name resource_id provider_id certainty file line offset count first last'
complete -c vmssnames -n '__vmssnames_in scan' -l limit -d 'print the first N rows only' -x
complete -c vmssnames -n '__vmssnames_in scan' -l no-header -d 'print no header row'
complete -c vmssnames -n '__vmssnames_in scan' -l schema -d 'version of the keys of JSON: 1, 2; default: 2' -x -a '1 2'
complete -c vmssnames -n '__vmssnames_in scan' -l prefix -d 'search for this computer-name prefix' -x
complete -c vmssnames -n '__vmssnames_in scan' -l fleet -d 'search for the scale sets in FILE' -r -F
complete -c vmssnames -n '__vmssnames_in scan' -l aks -d 'search for names of AKS nodes, without a list'
complete -c vmssnames -n '__vmssnames_in scan' -l resource-ids -d 'also search for resource IDs and provider IDs'
complete -c vmssnames -n '__vmssnames_in scan' -l embedded -d 'also search within longer words, between hyphens or underscores'
complete -c vmssnames -n '__vmssnames_in scan' -l max-id -d 'ignore instance IDs above N; they are usually ordinary words' -x
complete -c vmssnames -n '__vmssnames_in scan' -l threads -d 'search each file over 20 MB with up to N threads; default: 2' -x
complete -c vmssnames -n '__vmssnames_in scan' -s h -l help -d 'show the options; --help shows examples and details, too'
complete -c vmssnames -n '__vmssnames_in scan' -l color -d 'when to colour the output: auto, always, never; default: auto' -x -a 'auto always never'
complete -c vmssnames -n '__vmssnames_in scan' -s q -l quiet -d 'print no warnings and notes; the exit status is the same'
complete -c vmssnames -n '__vmssnames_in scan' -s v -l verbose -d 'say also what was read and written'
complete -c vmssnames -n '__vmssnames_in scan' -F
complete -c vmssnames -n '__vmssnames_in none' -a annotate -d 'add the instance to each name in text, JSON or CSV'
complete -c vmssnames -n '__vmssnames_in annotate' -l template -d 'replace each name with this text; default: \'{name}({scale_set}/{instance_id})\'' -x
complete -c vmssnames -n '__vmssnames_in annotate' -l at-line-end -d 'add the text at the end of the line, once per instance'
complete -c vmssnames -n '__vmssnames_in annotate' -l field -d 'read names from this field of JSON objects' -x
complete -c vmssnames -n '__vmssnames_in annotate' -l column -d 'read names from this CSV or TSV column, by name or number' -x
complete -c vmssnames -n '__vmssnames_in annotate' -l add -d 'fields to add, separated by commas; NEW=FIELD renames' -x -a 'name kind instance_id base36 scale_set prefix computer_name node_name vm_name resource_id provider_id'
complete -c vmssnames -n '__vmssnames_in annotate' -l status -d 'exit with status 1 if no name was found, as grep does'
complete -c vmssnames -n '__vmssnames_in annotate' -l prefix -d 'search for this computer-name prefix' -x
complete -c vmssnames -n '__vmssnames_in annotate' -l fleet -d 'search for the scale sets in FILE' -r -F
complete -c vmssnames -n '__vmssnames_in annotate' -l aks -d 'search for names of AKS nodes, without a list'
complete -c vmssnames -n '__vmssnames_in annotate' -l resource-ids -d 'also search for resource IDs and provider IDs'
complete -c vmssnames -n '__vmssnames_in annotate' -l embedded -d 'also search within longer words, between hyphens or underscores'
complete -c vmssnames -n '__vmssnames_in annotate' -l max-id -d 'ignore instance IDs above N; they are usually ordinary words' -x
complete -c vmssnames -n '__vmssnames_in annotate' -l threads -d 'search each file over 20 MB with up to N threads; default: 2' -x
complete -c vmssnames -n '__vmssnames_in annotate' -s h -l help -d 'show the options; --help shows examples and details, too'
complete -c vmssnames -n '__vmssnames_in annotate' -l color -d 'when to colour the output: auto, always, never; default: auto' -x -a 'auto always never'
complete -c vmssnames -n '__vmssnames_in annotate' -s q -l quiet -d 'print no warnings and notes; the exit status is the same'
complete -c vmssnames -n '__vmssnames_in annotate' -s v -l verbose -d 'say also what was read and written'
complete -c vmssnames -n '__vmssnames_in annotate' -F
complete -c vmssnames -n '__vmssnames_in none' -a inventory -d 'list instances with their names, states and problems'
complete -c vmssnames -n '__vmssnames_in inventory' -l where -d 'only instances that match; repeatable' -x
complete -c vmssnames -n '__vmssnames_in inventory' -l name -d 'only the instance with this name, in any form; repeatable; -: names from stdin' -x
complete -c vmssnames -n '__vmssnames_in inventory' -l problems -d 'only instances with errors or warnings'
complete -c vmssnames -n '__vmssnames_in inventory' -l fail-if-empty -d 'exit with status 1 if no instance is left'
complete -c vmssnames -n '__vmssnames_in inventory' -s o -l output -d 'output format: table, wide, tsv, csv, markdown, json, ndjson, name, ansible, prometheus, ssh; default: table on a terminal, tsv in a pipe' -x -a 'table wide tsv csv markdown json ndjson name ansible prometheus ssh'
complete -c vmssnames -n '__vmssnames_in inventory' -l columns -d 'print these columns, separated by commas' -x -a 'scale_set name instance_id computer_name power provisioning view_provisioning health latest_model zone fault_domain update_domain size mode location resource_group subscription_id vm_id resource_id node_name private_addresses os_name os_version agent_version time_created source problems explanation hibernated ready provisioning_since health_since ready_since as_of is_running is_billed is_settled is_hibernated failed_but_running'
complete -c vmssnames -n '__vmssnames_in inventory' -l sort -d 'sort by a column; -COLUMN reverses; repeatable' -x -a 'scale_set name instance_id computer_name power provisioning view_provisioning health latest_model zone fault_domain update_domain size mode location resource_group subscription_id vm_id resource_id node_name private_addresses os_name os_version agent_version time_created source problems explanation hibernated ready provisioning_since health_since ready_since as_of is_running is_billed is_settled is_hibernated failed_but_running'
complete -c vmssnames -n '__vmssnames_in inventory' -l limit -d 'print the first N rows only' -x
complete -c vmssnames -n '__vmssnames_in inventory' -l no-header -d 'print no header row'
complete -c vmssnames -n '__vmssnames_in inventory' -l schema -d 'version of the keys of JSON: 1, 2; default: 2' -x -a '1 2'
complete -c vmssnames -n '__vmssnames_in inventory' -l group-by -d 'print counts by these columns instead of instances; --sort -count sorts by them' -x -a 'scale_set name instance_id computer_name power provisioning view_provisioning health latest_model zone fault_domain update_domain size mode location resource_group subscription_id vm_id resource_id node_name private_addresses os_name os_version agent_version time_created source problems explanation hibernated ready provisioning_since health_since ready_since as_of'
complete -c vmssnames -n '__vmssnames_in inventory' -l explain -d 'explain the problems of this instance; all: of all' -x
complete -c vmssnames -n '__vmssnames_in inventory' -l diff -d 'print what changed, by VM' -r -F
complete -c vmssnames -n '__vmssnames_in inventory' -l html -d 'write an HTML report to FILE; with -o, print the list too' -r -F
complete -c vmssnames -n '__vmssnames_in inventory' -l port -d 'port for -o prometheus; default: 9100' -x
complete -c vmssnames -n '__vmssnames_in inventory' -l stream -d 'read NDJSON in constant memory, one instance per line, without joining; with -o tsv, csv, ndjson'
complete -c vmssnames -n '__vmssnames_in inventory' -l strict -d 'fail on unreadable or contradictory data'
complete -c vmssnames -n '__vmssnames_in inventory' -l unredacted -d 'do not hide secrets and addresses in messages'
complete -c vmssnames -n '__vmssnames_in inventory' -s h -l help -d 'show the options; --help shows examples and details, too'
complete -c vmssnames -n '__vmssnames_in inventory' -l color -d 'when to colour the output: auto, always, never; default: auto' -x -a 'auto always never'
complete -c vmssnames -n '__vmssnames_in inventory' -s q -l quiet -d 'print no warnings and notes; the exit status is the same'
complete -c vmssnames -n '__vmssnames_in inventory' -s v -l verbose -d 'say also what was read and written'
complete -c vmssnames -n '__vmssnames_in inventory' -F
complete -c vmssnames -n '__vmssnames_in none' -a fetch -d 'save a snapshot of scale sets, with az and kubectl'
complete -c vmssnames -n '__vmssnames_in fetch' -l subscription -d 'subscription, repeatable; all: all that are enabled; default: az\'s own' -x
complete -c vmssnames -n '__vmssnames_in fetch' -s g -l resource-group -d 'only this resource group' -x
complete -c vmssnames -n '__vmssnames_in fetch' -s n -l scale-set -d 'only this scale set; needs -g' -x
complete -c vmssnames -n '__vmssnames_in fetch' -l cloud -d 'the cloud, such as AzureUSGovernment; default: az\'s own' -x
complete -c vmssnames -n '__vmssnames_in fetch' -l context -d 'kubectl context, repeatable; default: the current context' -x
complete -c vmssnames -n '__vmssnames_in fetch' -l only -d 'run only this program; default: both, if they are on PATH: az, kubectl' -x -a 'az kubectl'
complete -c vmssnames -n '__vmssnames_in fetch' -l dry-run -d 'print the commands, and run nothing'
complete -c vmssnames -n '__vmssnames_in fetch' -l jobs -d 'run N commands at once; default: 4' -x
complete -c vmssnames -n '__vmssnames_in fetch' -l timeout -d 'stop a command after this time; default: 600' -x
complete -c vmssnames -n '__vmssnames_in fetch' -s h -l help -d 'show the options; --help shows examples and details, too'
complete -c vmssnames -n '__vmssnames_in fetch' -l color -d 'when to colour the output: auto, always, never; default: auto' -x -a 'auto always never'
complete -c vmssnames -n '__vmssnames_in fetch' -s q -l quiet -d 'print no warnings and notes; the exit status is the same'
complete -c vmssnames -n '__vmssnames_in fetch' -s v -l verbose -d 'say also what was read and written'
complete -c vmssnames -n '__vmssnames_in fetch' -F
complete -c vmssnames -n '__vmssnames_in none' -a hosts -d 'write a hosts file from lists of instances'
complete -c vmssnames -n '__vmssnames_in hosts' -l inventory -d 'same as a FILE argument' -r -F
complete -c vmssnames -n '__vmssnames_in hosts' -l prefix -d 'computer-name prefix, for names from --ids' -x
complete -c vmssnames -n '__vmssnames_in hosts' -l ids -d 'instance IDs, such as 0-99,120' -x
complete -c vmssnames -n '__vmssnames_in hosts' -l nics -d 'output of az vmss nic list' -r -F
complete -c vmssnames -n '__vmssnames_in hosts' -l addresses -d 'CSV, a hosts file or a table with names and addresses; with --ids, an address per line' -r -F
complete -c vmssnames -n '__vmssnames_in hosts' -l network -d 'fail if an address is outside this network, such as 10.0.0.0/16; repeatable' -x
complete -c vmssnames -n '__vmssnames_in hosts' -l strict -d 'fail if an instance has no address'
complete -c vmssnames -n '__vmssnames_in hosts' -l every-interface -d 'include secondary interfaces, as {host}-nic2 and so on'
complete -c vmssnames -n '__vmssnames_in hosts' -l write -d 'write atomically, only if the content changed; default: standard output' -r -F
complete -c vmssnames -n '__vmssnames_in hosts' -l check -d 'write nothing; exit with status 1 if --write would change a file'
complete -c vmssnames -n '__vmssnames_in hosts' -l domain -d 'write full names in this domain, followed by short names' -x
complete -c vmssnames -n '__vmssnames_in hosts' -s h -l help -d 'show the options; --help shows examples and details, too'
complete -c vmssnames -n '__vmssnames_in hosts' -l color -d 'when to colour the output: auto, always, never; default: auto' -x -a 'auto always never'
complete -c vmssnames -n '__vmssnames_in hosts' -s q -l quiet -d 'print no warnings and notes; the exit status is the same'
complete -c vmssnames -n '__vmssnames_in hosts' -s v -l verbose -d 'say also what was read and written'
complete -c vmssnames -n '__vmssnames_in hosts' -F
complete -c vmssnames -n '__vmssnames_in none' -a zone -d 'write DNS zones and reverse zones from lists of instances'
complete -c vmssnames -n '__vmssnames_in zone' -l inventory -d 'same as a FILE argument' -r -F
complete -c vmssnames -n '__vmssnames_in zone' -l prefix -d 'computer-name prefix, for names from --ids' -x
complete -c vmssnames -n '__vmssnames_in zone' -l ids -d 'instance IDs, such as 0-99,120' -x
complete -c vmssnames -n '__vmssnames_in zone' -l nics -d 'output of az vmss nic list' -r -F
complete -c vmssnames -n '__vmssnames_in zone' -l addresses -d 'CSV, a hosts file or a table with names and addresses; with --ids, an address per line' -r -F
complete -c vmssnames -n '__vmssnames_in zone' -l network -d 'fail if an address is outside this network, such as 10.0.0.0/16; repeatable' -x
complete -c vmssnames -n '__vmssnames_in zone' -l strict -d 'fail if an instance has no address'
complete -c vmssnames -n '__vmssnames_in zone' -l every-interface -d 'include secondary interfaces, as {host}-nic2 and so on'
complete -c vmssnames -n '__vmssnames_in zone' -l domain -d 'domain of the zone, such as vm.example.net' -x
complete -c vmssnames -n '__vmssnames_in zone' -l ns -d 'name server, with its address if it is in the zone; repeatable; needed for -o zone' -x
complete -c vmssnames -n '__vmssnames_in zone' -l soa-mail -d 'administrator; default: hostmaster@DOMAIN' -x
complete -c vmssnames -n '__vmssnames_in zone' -l serial -d 'serial; default: from the date' -x
complete -c vmssnames -n '__vmssnames_in zone' -l ttl -d 'time to live; default: 300' -x
complete -c vmssnames -n '__vmssnames_in zone' -l txt -d 'add TXT records with VM name and instance ID'
complete -c vmssnames -n '__vmssnames_in zone' -l cname -d 'add CNAME records for VM names, with - for _: web-85'
complete -c vmssnames -n '__vmssnames_in zone' -s o -l output -d 'a zone file, local-data lines of Unbound, or a file for az network private-dns zone import: zone, unbound, azure; default: zone' -x -a 'zone unbound azure'
complete -c vmssnames -n '__vmssnames_in zone' -l reverse -d 'write reverse zones, each as NAME.zone in the directory of --write'
complete -c vmssnames -n '__vmssnames_in zone' -l split -d 'prefix length of IPv4 reverse zones: 8, 16, 24, or 25 to 31 (RFC 2317, with the records for the parent zone in NAME.delegation); default: 24' -x
complete -c vmssnames -n '__vmssnames_in zone' -l split6 -d 'prefix length of IPv6 reverse zones: a multiple of 4, 16 to 124; default: 64' -x
complete -c vmssnames -n '__vmssnames_in zone' -l write -d 'write atomically, only if the content changed; default: standard output' -r -F
complete -c vmssnames -n '__vmssnames_in zone' -l check -d 'write nothing; exit with status 1 if --write would change a file'
complete -c vmssnames -n '__vmssnames_in zone' -s h -l help -d 'show the options; --help shows examples and details, too'
complete -c vmssnames -n '__vmssnames_in zone' -l color -d 'when to colour the output: auto, always, never; default: auto' -x -a 'auto always never'
complete -c vmssnames -n '__vmssnames_in zone' -s q -l quiet -d 'print no warnings and notes; the exit status is the same'
complete -c vmssnames -n '__vmssnames_in zone' -s v -l verbose -d 'say also what was read and written'
complete -c vmssnames -n '__vmssnames_in zone' -F
complete -c vmssnames -n '__vmssnames_in none' -a table -d 'write a lookup table from host names to instances: CSV, JSON, SQLite and others'
complete -c vmssnames -n '__vmssnames_in table' -l inventory -d 'same as a FILE argument' -r -F
complete -c vmssnames -n '__vmssnames_in table' -l prefix -d 'computer-name prefix, for names from --ids' -x
complete -c vmssnames -n '__vmssnames_in table' -l ids -d 'instance IDs, such as 0-99,120' -x
complete -c vmssnames -n '__vmssnames_in table' -s n -l scale-set -d 'scale set of --prefix and --ids' -x
complete -c vmssnames -n '__vmssnames_in table' -l write -d 'write atomically, only if the content changed; default: standard output' -r -F
complete -c vmssnames -n '__vmssnames_in table' -l check -d 'write nothing; exit with status 1 if --write would change a file'
complete -c vmssnames -n '__vmssnames_in table' -s o -l output -d 'output format: csv, json, sqlite, logstash, kusto, prometheus; default: csv' -x -a 'csv json sqlite logstash kusto prometheus'
complete -c vmssnames -n '__vmssnames_in table' -s h -l help -d 'show the options; --help shows examples and details, too'
complete -c vmssnames -n '__vmssnames_in table' -l color -d 'when to colour the output: auto, always, never; default: auto' -x -a 'auto always never'
complete -c vmssnames -n '__vmssnames_in table' -s q -l quiet -d 'print no warnings and notes; the exit status is the same'
complete -c vmssnames -n '__vmssnames_in table' -s v -l verbose -d 'say also what was read and written'
complete -c vmssnames -n '__vmssnames_in table' -F
complete -c vmssnames -n '__vmssnames_in none' -a snippet -d 'print the rule in another language: SQL, KQL, jq, awk, Lua and others'
complete -c vmssnames -n '__vmssnames_in snippet' -l decode -d 'from a computer name to its instance ID; the default'
complete -c vmssnames -n '__vmssnames_in snippet' -l split -d 'from a computer name to its prefix and instance ID'
complete -c vmssnames -n '__vmssnames_in snippet' -l encode -d 'from a prefix and an instance ID to the computer name'
complete -c vmssnames -n '__vmssnames_in snippet' -l prefix -d 'accept only this computer-name prefix' -x
complete -c vmssnames -n '__vmssnames_in snippet' -l fleet -d 'find the scale sets in FILE, too' -r -F
complete -c vmssnames -n '__vmssnames_in snippet' -l list -d 'list the languages, and how their snippets were tested'
complete -c vmssnames -n '__vmssnames_in snippet' -s o -l output -d 'output format: table, wide, tsv, csv, markdown, json, ndjson, name; default: table on a terminal, tsv in a pipe' -x -a 'table wide tsv csv markdown json ndjson name'
complete -c vmssnames -n '__vmssnames_in snippet' -l columns -d 'print these columns, separated by commas' -x -a 'language title tested'
complete -c vmssnames -n '__vmssnames_in snippet' -l sort -d 'sort by a column; -COLUMN reverses; repeatable' -x -a 'language title tested'
complete -c vmssnames -n '__vmssnames_in snippet' -l limit -d 'print the first N rows only' -x
complete -c vmssnames -n '__vmssnames_in snippet' -l no-header -d 'print no header row'
complete -c vmssnames -n '__vmssnames_in snippet' -l schema -d 'version of the keys of JSON: 1, 2; default: 2' -x -a '1 2'
complete -c vmssnames -n '__vmssnames_in snippet' -s h -l help -d 'show the options; --help shows examples and details, too'
complete -c vmssnames -n '__vmssnames_in snippet' -l color -d 'when to colour the output: auto, always, never; default: auto' -x -a 'auto always never'
complete -c vmssnames -n '__vmssnames_in snippet' -s q -l quiet -d 'print no warnings and notes; the exit status is the same'
complete -c vmssnames -n '__vmssnames_in snippet' -s v -l verbose -d 'say also what was read and written'
complete -c vmssnames -n '__vmssnames_in snippet' -a 'kql postgresql mysql sqlite duckdb clickhouse spark bigquery snowflake trino tsql jq awk lua ruby javascript go csharp java php perl bash powershell vrl cel starlark excel terraform'
complete -c vmssnames -n '__vmssnames_in none' -a completion -d 'print the completion script for a shell'
complete -c vmssnames -n '__vmssnames_in completion' -s h -l help -d 'show the options; --help shows examples and details, too'
complete -c vmssnames -n '__vmssnames_in completion' -l color -d 'when to colour the output: auto, always, never; default: auto' -x -a 'auto always never'
complete -c vmssnames -n '__vmssnames_in completion' -s q -l quiet -d 'print no warnings and notes; the exit status is the same'
complete -c vmssnames -n '__vmssnames_in completion' -s v -l verbose -d 'say also what was read and written'
complete -c vmssnames -n '__vmssnames_in completion' -a 'bash zsh fish powershell'
