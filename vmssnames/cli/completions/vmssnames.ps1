# Made by `make completions`, from the options of the command.  Do not edit.

Register-ArgumentCompleter -Native -CommandName vmssnames -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commands = [ordered]@{
        'show' = 'say what names mean; the same as vmssnames NAME...'
        'convert' = 'turn a name a line into another form'
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
        'completion' = [ordered]@{
            '-h' = 'show this help message and exit'
            '--help' = 'show this help message and exit'
        }
    }

    # What may follow an option, or stand by itself behind a command.
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

    # Where nothing is found, PowerShell completes files.
    if ($found) {
        $found.Keys | Where-Object { $_.StartsWith("$wordToComplete") } | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new(
                $_, $_, 'ParameterValue', $found[$_])
        }
    }
}
