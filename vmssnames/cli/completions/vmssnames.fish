# Made by `make completions`, from the options of the command.  Do not edit.

# The command is the first word; any other first word is a name to show.
function __vmssnames_in
    set -l words (commandline -opc)
    set -l command none
    if set -q words[2]
        set command show
        contains -- $words[2] show convert scan annotate inventory hosts zone table completion
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
complete -c vmssnames -n '__vmssnames_in none' -s h -l help -d 'show this help message and exit'
complete -c vmssnames -n '__vmssnames_in none' -l version -d 'print the version and the kernels that run'
complete -c vmssnames -n '__vmssnames_in none' -a show -d 'say what names mean; the same as vmssnames NAME...'
complete -c vmssnames -n '__vmssnames_in show' -s h -l help -d 'show this help message and exit'
complete -c vmssnames -n '__vmssnames_in show' -s o -l output -d 'default: table on a terminal, tsv elsewhere' -x -a 'table tsv csv json ndjson'
complete -c vmssnames -n '__vmssnames_in show' -l subscription -d 'of names that do not say theirs' -x
complete -c vmssnames -n '__vmssnames_in show' -s g -l resource-group -d 'the same' -x
complete -c vmssnames -n '__vmssnames_in show' -s n -l scale-set -d 'the same' -x
complete -c vmssnames -n '__vmssnames_in show' -l cloud -d 'of REST requests' -x -a 'AzureCloud AzureUSGovernment AzureChinaCloud'
complete -c vmssnames -n '__vmssnames_in show' -l fleet -d 'scale sets, as `az vmss list -o json` prints them: whose names they are' -r -F
complete -c vmssnames -n '__vmssnames_in show' -l commands -d 'behind the names: print the REST, az and PowerShell forms; default: of all'
complete -c vmssnames -n '__vmssnames_in show; and __vmssnames_behind --commands' -a 'show list instance-view start restart power-off deallocate reimage reimage-all redeploy perform-maintenance simulate-eviction run-command delete update-to-latest-model protect unprotect boot-diagnostics network-interfaces extensions approve-rolling-upgrade'
complete -c vmssnames -n '__vmssnames_in none' -a convert -d 'turn a name a line into another form'
complete -c vmssnames -n '__vmssnames_in convert' -s h -l help -d 'show this help message and exit'
complete -c vmssnames -n '__vmssnames_in convert' -l to -d 'the form to write' -x -a 'id base36 computer-name node-name vm-name'
complete -c vmssnames -n '__vmssnames_in convert' -l from -d 'the form to read; a computer-name may be a host name or a node/name, too' -x -a 'id base36 computer-name node-name vm-name'
complete -c vmssnames -n '__vmssnames_in convert' -l prefix -d 'the computer-name prefix to write; computer names read must have it' -x
complete -c vmssnames -n '__vmssnames_in convert' -l scale-set -d 'the scale set to write in VM names; VM names read must have it' -x
complete -c vmssnames -n '__vmssnames_in convert' -l fail-fast -d 'stop at the first bad line'
complete -c vmssnames -n '__vmssnames_in convert' -F
complete -c vmssnames -n '__vmssnames_in none' -a scan -d 'print the names of instances in a text'
complete -c vmssnames -n '__vmssnames_in scan' -s h -l help -d 'show this help message and exit'
complete -c vmssnames -n '__vmssnames_in scan' -l with -d 'its name, and these fields of it' -x -a 'name kind instance_id base36 scale_set prefix computer_name node_name vm_name resource_id provider_id certainty file line offset'
complete -c vmssnames -n '__vmssnames_in scan' -l count -d 'how many names, of each file'
complete -c vmssnames -n '__vmssnames_in scan' -l unique -d 'a table of instances: names, count, and the lines where first and last'
complete -c vmssnames -n '__vmssnames_in scan' -s o -l output -d 'the format; all but json and ndjson have a heading' -x -a 'table tsv csv json ndjson'
complete -c vmssnames -n '__vmssnames_in scan' -l prefix -d 'a computer-name prefix' -x
complete -c vmssnames -n '__vmssnames_in scan' -l fleet -d 'a list of scale sets' -r -F
complete -c vmssnames -n '__vmssnames_in scan' -l aks -d 'names shaped as those of AKS nodes'
complete -c vmssnames -n '__vmssnames_in scan' -l resource-ids -d 'resource IDs and provider IDs, too'
complete -c vmssnames -n '__vmssnames_in scan' -l embedded -d 'within longer words, too, between hyphens or underscores'
complete -c vmssnames -n '__vmssnames_in scan' -l max-id -d 'no larger instance IDs, which are rather words' -x
complete -c vmssnames -n '__vmssnames_in scan' -F
complete -c vmssnames -n '__vmssnames_in none' -a annotate -d 'explain the names in a stream of text, JSON or CSV'
complete -c vmssnames -n '__vmssnames_in annotate' -s h -l help -d 'show this help message and exit'
complete -c vmssnames -n '__vmssnames_in annotate' -l template -d 'in place of a name; default: \'{name}({scale_set}/{instance_id})\'' -x
complete -c vmssnames -n '__vmssnames_in annotate' -l at-line-end -d 'put what the template says behind the line, once for an instance'
complete -c vmssnames -n '__vmssnames_in annotate' -l field -d 'of JSON objects, one a line' -x
complete -c vmssnames -n '__vmssnames_in annotate' -l column -d 'or number, from 1 on, of CSV or TSV' -x
complete -c vmssnames -n '__vmssnames_in annotate' -l add -d 'with --field or --column: fields with commas; also NEW=FIELD' -x -a 'name kind instance_id base36 scale_set prefix computer_name node_name vm_name resource_id provider_id'
complete -c vmssnames -n '__vmssnames_in annotate' -l prefix -d 'a computer-name prefix' -x
complete -c vmssnames -n '__vmssnames_in annotate' -l fleet -d 'a list of scale sets' -r -F
complete -c vmssnames -n '__vmssnames_in annotate' -l aks -d 'names shaped as those of AKS nodes'
complete -c vmssnames -n '__vmssnames_in annotate' -l resource-ids -d 'resource IDs and provider IDs, too'
complete -c vmssnames -n '__vmssnames_in annotate' -l embedded -d 'within longer words, too, between hyphens or underscores'
complete -c vmssnames -n '__vmssnames_in annotate' -l max-id -d 'no larger instance IDs, which are rather words' -x
complete -c vmssnames -n '__vmssnames_in annotate' -F
complete -c vmssnames -n '__vmssnames_in none' -a inventory -d 'list instances: names, states, what is wrong; for people and for other tools'
complete -c vmssnames -n '__vmssnames_in inventory' -s h -l help -d 'show this help message and exit'
complete -c vmssnames -n '__vmssnames_in inventory' -l where -d 'those for which it holds' -x
complete -c vmssnames -n '__vmssnames_in inventory' -l problems -d 'those that have errors or warnings'
complete -c vmssnames -n '__vmssnames_in inventory' -s o -l output -d 'table, tsv, csv, json, ndjson, markdown, ansible, prometheus, ssh; default: table on a terminal, tsv elsewhere' -x -a 'table tsv csv json ndjson markdown ansible prometheus ssh'
complete -c vmssnames -n '__vmssnames_in inventory' -l group-by -d 'how many there are of each kind, in place of all' -x -a 'scale_set name instance_id computer_name power provisioning view_provisioning health latest_model zone fault_domain update_domain size mode location resource_group subscription_id vm_id resource_id node_name private_addresses os_name os_version agent_version time_created source problems explanation'
complete -c vmssnames -n '__vmssnames_in inventory' -l explain -d 'what is wrong with it, in sentences; all: with all' -x
complete -c vmssnames -n '__vmssnames_in inventory' -l diff -d 'what became other, by machine' -r -F
complete -c vmssnames -n '__vmssnames_in inventory' -l html -d 'a page for a browser, over what is there; with -o, both' -r -F
complete -c vmssnames -n '__vmssnames_in inventory' -l port -d 'of -o prometheus; default: 9100' -x
complete -c vmssnames -n '__vmssnames_in inventory' -l stream -d 'NDJSON, one line at a time, joined with nothing; with -o tsv, csv, ndjson'
complete -c vmssnames -n '__vmssnames_in inventory' -l strict -d 'refuse what does not read or does not agree'
complete -c vmssnames -n '__vmssnames_in inventory' -l unredacted -d 'messages with addresses and secrets in them'
complete -c vmssnames -n '__vmssnames_in inventory' -F
complete -c vmssnames -n '__vmssnames_in none' -a hosts -d 'write a hosts file, from lists of instances and network interfaces'
complete -c vmssnames -n '__vmssnames_in hosts' -s h -l help -d 'show this help message and exit'
complete -c vmssnames -n '__vmssnames_in hosts' -l inventory -d 'the same, by its name' -r -F
complete -c vmssnames -n '__vmssnames_in hosts' -l prefix -d 'names of it and of --ids' -x
complete -c vmssnames -n '__vmssnames_in hosts' -l ids -d 'instance IDs: 0-99,120' -x
complete -c vmssnames -n '__vmssnames_in hosts' -l nics -d 'what az vmss nic list printed' -r -F
complete -c vmssnames -n '__vmssnames_in hosts' -l addresses -d 'CSV: a host name and its address a line; with --prefix and --ids an address a line' -r -F
complete -c vmssnames -n '__vmssnames_in hosts' -l network -d 'refuse addresses outside of it, as 10.0.0.0/16; several: outside of all' -x
complete -c vmssnames -n '__vmssnames_in hosts' -l strict -d 'refuse all if an instance has no address'
complete -c vmssnames -n '__vmssnames_in hosts' -l every-interface -d 'also {host}-nic2 and so on; default: the primary interface alone'
complete -c vmssnames -n '__vmssnames_in hosts' -l domain -d 'full names in it, and the short ones behind' -x
complete -c vmssnames -n '__vmssnames_in hosts' -l write -d 'write atomically, only if the content changed; default: standard output' -r -F
complete -c vmssnames -n '__vmssnames_in hosts' -l check -d 'write nothing; 1 if --write would change something, or a file is left over'
complete -c vmssnames -n '__vmssnames_in hosts' -F
complete -c vmssnames -n '__vmssnames_in none' -a zone -d 'write zones and reverse zones for name servers, from lists of instances'
complete -c vmssnames -n '__vmssnames_in zone' -s h -l help -d 'show this help message and exit'
complete -c vmssnames -n '__vmssnames_in zone' -l inventory -d 'the same, by its name' -r -F
complete -c vmssnames -n '__vmssnames_in zone' -l prefix -d 'names of it and of --ids' -x
complete -c vmssnames -n '__vmssnames_in zone' -l ids -d 'instance IDs: 0-99,120' -x
complete -c vmssnames -n '__vmssnames_in zone' -l nics -d 'what az vmss nic list printed' -r -F
complete -c vmssnames -n '__vmssnames_in zone' -l addresses -d 'CSV: a host name and its address a line; with --prefix and --ids an address a line' -r -F
complete -c vmssnames -n '__vmssnames_in zone' -l network -d 'refuse addresses outside of it, as 10.0.0.0/16; several: outside of all' -x
complete -c vmssnames -n '__vmssnames_in zone' -l strict -d 'refuse all if an instance has no address'
complete -c vmssnames -n '__vmssnames_in zone' -l every-interface -d 'also {host}-nic2 and so on; default: the primary interface alone'
complete -c vmssnames -n '__vmssnames_in zone' -l domain -d 'what stands behind each host name' -x
complete -c vmssnames -n '__vmssnames_in zone' -l ns -d 'a name server; its address if it is in the zone itself; several' -x
complete -c vmssnames -n '__vmssnames_in zone' -l soa-mail -d 'who answers for it; default: hostmaster@DOMAIN' -x
complete -c vmssnames -n '__vmssnames_in zone' -l serial -d 'default: from the date' -x
complete -c vmssnames -n '__vmssnames_in zone' -l ttl -d 'default: 300' -x
complete -c vmssnames -n '__vmssnames_in zone' -l txt -d 'TXT: VM name and instance ID'
complete -c vmssnames -n '__vmssnames_in zone' -l cname -d 'CNAME: VM names too, with - for _: web-85'
complete -c vmssnames -n '__vmssnames_in zone' -s o -l output -d 'unbound: local-data to include; azure: for az network private-dns zone import' -x -a 'zone unbound azure'
complete -c vmssnames -n '__vmssnames_in zone' -l reverse -d 'the reverse zones instead: --write names their folder, each is NAME.zone'
complete -c vmssnames -n '__vmssnames_in zone' -l split -d 'of IPv4 reverse zones: 8, 16, 24, or 25 to 31 as in RFC 2317, with what the /24 must hold in NAME.delegation; default: 24' -x
complete -c vmssnames -n '__vmssnames_in zone' -l split6 -d 'of IPv6 reverse zones: a multiple of 4 of 16 to 124; default: 64' -x
complete -c vmssnames -n '__vmssnames_in zone' -l write -d 'write atomically, only if the content changed; default: standard output' -r -F
complete -c vmssnames -n '__vmssnames_in zone' -l check -d 'write nothing; 1 if --write would change something, or a file is left over'
complete -c vmssnames -n '__vmssnames_in zone' -F
complete -c vmssnames -n '__vmssnames_in none' -a table -d 'write what host names stand for, as CSV, JSON or SQLite'
complete -c vmssnames -n '__vmssnames_in table' -s h -l help -d 'show this help message and exit'
complete -c vmssnames -n '__vmssnames_in table' -l inventory -d 'the same, by its name' -r -F
complete -c vmssnames -n '__vmssnames_in table' -l prefix -d 'names of it and of --ids' -x
complete -c vmssnames -n '__vmssnames_in table' -l ids -d 'instance IDs: 0-99,120' -x
complete -c vmssnames -n '__vmssnames_in table' -l scale-set -d 'of --prefix: its VM names' -x
complete -c vmssnames -n '__vmssnames_in table' -s o -l output -d 'default: csv' -x -a 'csv json sqlite'
complete -c vmssnames -n '__vmssnames_in table' -l write -d 'write atomically, only if the content changed; default: standard output' -r -F
complete -c vmssnames -n '__vmssnames_in table' -l check -d 'write nothing; 1 if --write would change something, or a file is left over'
complete -c vmssnames -n '__vmssnames_in table' -F
complete -c vmssnames -n '__vmssnames_in none' -a completion -d 'print what a shell needs to complete all this'
complete -c vmssnames -n '__vmssnames_in completion' -s h -l help -d 'show this help message and exit'
complete -c vmssnames -n '__vmssnames_in completion' -a 'bash zsh fish powershell'
