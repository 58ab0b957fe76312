# Made by `make completions` with shtab 1.13.0.  Do not edit.
# The functions are shtab's: https://github.com/tqdm/shtab, licence MPL-2.0.

_shtab_vmssnames_subparsers=(show convert scan annotate inventory fetch hosts zone table snippet completion)

_shtab_vmssnames_show_option_strings=(--fleet --subscription -g --resource-group -n --scale-set --commands --form --cloud -o --output --columns --sort --limit --no-header --schema -h --help --color -q --quiet -v --verbose)
_shtab_vmssnames_convert_option_strings=(--to --from --fail-fast --prefix -n --scale-set --subscription -g --resource-group --fleet --aks -h --help --color -q --quiet -v --verbose)
_shtab_vmssnames_scan_option_strings=(--with --count --unique -o --output --columns --sort --limit --no-header --schema --prefix --fleet --aks --resource-ids --embedded --max-id --threads -h --help --color -q --quiet -v --verbose)
_shtab_vmssnames_annotate_option_strings=(--template --at-line-end --field --column --add --status --prefix --fleet --aks --resource-ids --embedded --max-id --threads -h --help --color -q --quiet -v --verbose)
_shtab_vmssnames_inventory_option_strings=(--where --name --problems --fail-if-empty -o --output --columns --sort --limit --no-header --schema --group-by --explain --diff --html --port --stream --strict --unredacted -h --help --color -q --quiet -v --verbose)
_shtab_vmssnames_fetch_option_strings=(--subscription -g --resource-group -n --scale-set --cloud --context --only --dry-run --jobs --timeout -h --help --color -q --quiet -v --verbose)
_shtab_vmssnames_hosts_option_strings=(--inventory --prefix --ids --nics --addresses --network --strict --every-interface --write --check --domain -h --help --color -q --quiet -v --verbose)
_shtab_vmssnames_zone_option_strings=(--inventory --prefix --ids --nics --addresses --network --strict --every-interface --domain --ns --soa-mail --serial --ttl --txt --cname -o --output --reverse --split --split6 --write --check -h --help --color -q --quiet -v --verbose)
_shtab_vmssnames_table_option_strings=(--inventory --prefix --ids -n --scale-set --write --check -o --output -h --help --color -q --quiet -v --verbose)
_shtab_vmssnames_snippet_option_strings=(--decode --split --encode --prefix --fleet --list -o --output --columns --sort --limit --no-header --schema -h --help --color -q --quiet -v --verbose)
_shtab_vmssnames_completion_option_strings=(-h --help --color -q --quiet -v --verbose)
_shtab_vmssnames_option_strings=(-h --help --color -q --quiet -v --verbose --version)

_shtab_vmssnames_show___fleet_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_convert_pos_0_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_convert___fleet_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_scan_pos_0_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_scan___fleet_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_annotate_pos_0_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_annotate___fleet_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_inventory_pos_0_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_inventory___diff_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_inventory___html_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_fetch_pos_0_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_hosts_pos_0_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_hosts___inventory_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_hosts___nics_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_hosts___addresses_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_hosts___write_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_zone_pos_0_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_zone___inventory_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_zone___nics_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_zone___addresses_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_zone___write_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_table_pos_0_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_table___inventory_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_table___write_COMPGEN=_shtab_compgen_files
_shtab_vmssnames_snippet___fleet_COMPGEN=_shtab_compgen_files

_shtab_vmssnames_show___commands_choices=(show list instance-view start restart power-off deallocate reimage reimage-all redeploy perform-maintenance simulate-eviction run-command delete update-to-latest-model protect unprotect boot-diagnostics network-interfaces extensions approve-rolling-upgrade)
_shtab_vmssnames_show___form_choices=(az rest powershell)
_shtab_vmssnames_show___cloud_choices=(AzureCloud AzureUSGovernment AzureChinaCloud)
_shtab_vmssnames_show__o_choices=(table wide tsv csv markdown json ndjson name)
_shtab_vmssnames_show___output_choices=(table wide tsv csv markdown json ndjson name)
_shtab_vmssnames_show___columns_choices=(name kind certainty instance_id base36 prefix computer_name node_name scale_set vm_name resource_id provider_id note resource_group subscription_id portal_url power provisioning provisioning_since health health_since ready ready_since latest_model zone fault_domain size private_addresses location vm_id problems as_of)
_shtab_vmssnames_show___sort_choices=(name kind certainty instance_id base36 prefix computer_name node_name scale_set vm_name resource_id provider_id note resource_group subscription_id portal_url power provisioning provisioning_since health health_since ready ready_since latest_model zone fault_domain size private_addresses location vm_id problems as_of)
_shtab_vmssnames_show___schema_choices=(1 2)
_shtab_vmssnames_show___color_choices=(auto always never)
_shtab_vmssnames_convert___to_choices=(id base36 computer-name node-name vm-name resource-id provider-id)
_shtab_vmssnames_convert___from_choices=(id base36 computer-name node-name vm-name)
_shtab_vmssnames_convert___color_choices=(auto always never)
_shtab_vmssnames_scan___with_choices=(name kind instance_id base36 scale_set prefix computer_name node_name vm_name resource_id provider_id certainty file line offset)
_shtab_vmssnames_scan__o_choices=(table wide tsv csv markdown json ndjson name)
_shtab_vmssnames_scan___output_choices=(table wide tsv csv markdown json ndjson name)
_shtab_vmssnames_scan___columns_choices=(name kind instance_id base36 scale_set prefix computer_name node_name vm_name resource_id provider_id certainty file line offset count first last)
_shtab_vmssnames_scan___sort_choices=(name kind instance_id base36 scale_set prefix computer_name node_name vm_name resource_id provider_id certainty file line offset count first last)
_shtab_vmssnames_scan___schema_choices=(1 2)
_shtab_vmssnames_scan___color_choices=(auto always never)
_shtab_vmssnames_annotate___add_choices=(name kind instance_id base36 scale_set prefix computer_name node_name vm_name resource_id provider_id)
_shtab_vmssnames_annotate___color_choices=(auto always never)
_shtab_vmssnames_inventory__o_choices=(table wide tsv csv markdown json ndjson name ansible prometheus ssh)
_shtab_vmssnames_inventory___output_choices=(table wide tsv csv markdown json ndjson name ansible prometheus ssh)
_shtab_vmssnames_inventory___columns_choices=(scale_set name instance_id computer_name power provisioning view_provisioning health latest_model zone fault_domain update_domain size mode location resource_group subscription_id vm_id resource_id node_name private_addresses os_name os_version agent_version time_created source problems explanation hibernated ready provisioning_since health_since ready_since as_of is_running is_billed is_settled is_hibernated failed_but_running)
_shtab_vmssnames_inventory___sort_choices=(scale_set name instance_id computer_name power provisioning view_provisioning health latest_model zone fault_domain update_domain size mode location resource_group subscription_id vm_id resource_id node_name private_addresses os_name os_version agent_version time_created source problems explanation hibernated ready provisioning_since health_since ready_since as_of is_running is_billed is_settled is_hibernated failed_but_running)
_shtab_vmssnames_inventory___schema_choices=(1 2)
_shtab_vmssnames_inventory___group_by_choices=(scale_set name instance_id computer_name power provisioning view_provisioning health latest_model zone fault_domain update_domain size mode location resource_group subscription_id vm_id resource_id node_name private_addresses os_name os_version agent_version time_created source problems explanation hibernated ready provisioning_since health_since ready_since as_of)
_shtab_vmssnames_inventory___color_choices=(auto always never)
_shtab_vmssnames_fetch___only_choices=(az kubectl)
_shtab_vmssnames_fetch___color_choices=(auto always never)
_shtab_vmssnames_hosts___color_choices=(auto always never)
_shtab_vmssnames_zone__o_choices=(zone unbound azure)
_shtab_vmssnames_zone___output_choices=(zone unbound azure)
_shtab_vmssnames_zone___color_choices=(auto always never)
_shtab_vmssnames_table__o_choices=(csv json sqlite logstash kusto prometheus)
_shtab_vmssnames_table___output_choices=(csv json sqlite logstash kusto prometheus)
_shtab_vmssnames_table___color_choices=(auto always never)
_shtab_vmssnames_snippet_pos_0_choices=(kql postgresql mysql sqlite duckdb clickhouse spark bigquery snowflake trino tsql jq awk lua ruby javascript go csharp java php perl bash powershell vrl cel starlark excel terraform)
_shtab_vmssnames_snippet__o_choices=(table wide tsv csv markdown json ndjson name)
_shtab_vmssnames_snippet___output_choices=(table wide tsv csv markdown json ndjson name)
_shtab_vmssnames_snippet___columns_choices=(language title tested)
_shtab_vmssnames_snippet___sort_choices=(language title tested)
_shtab_vmssnames_snippet___schema_choices=(1 2)
_shtab_vmssnames_snippet___color_choices=(auto always never)
_shtab_vmssnames_completion_pos_0_choices=(bash zsh fish powershell)
_shtab_vmssnames_completion___color_choices=(auto always never)
_shtab_vmssnames_pos_0_choices=(show convert scan annotate inventory fetch hosts zone table snippet completion)
_shtab_vmssnames___color_choices=(auto always never)

_shtab_vmssnames_show_pos_0_nargs='*'
_shtab_vmssnames_show___commands_nargs='*'
_shtab_vmssnames_show___no_header_nargs=0
_shtab_vmssnames_show__h_nargs=0
_shtab_vmssnames_show___help_nargs=0
_shtab_vmssnames_show__q_nargs=0
_shtab_vmssnames_show___quiet_nargs=0
_shtab_vmssnames_show__v_nargs=0
_shtab_vmssnames_show___verbose_nargs=0
_shtab_vmssnames_convert_pos_0_nargs='*'
_shtab_vmssnames_convert___fail_fast_nargs=0
_shtab_vmssnames_convert___aks_nargs=0
_shtab_vmssnames_convert__h_nargs=0
_shtab_vmssnames_convert___help_nargs=0
_shtab_vmssnames_convert__q_nargs=0
_shtab_vmssnames_convert___quiet_nargs=0
_shtab_vmssnames_convert__v_nargs=0
_shtab_vmssnames_convert___verbose_nargs=0
_shtab_vmssnames_scan_pos_0_nargs='*'
_shtab_vmssnames_scan___count_nargs=0
_shtab_vmssnames_scan___unique_nargs=0
_shtab_vmssnames_scan___no_header_nargs=0
_shtab_vmssnames_scan___aks_nargs=0
_shtab_vmssnames_scan___resource_ids_nargs=0
_shtab_vmssnames_scan___embedded_nargs=0
_shtab_vmssnames_scan__h_nargs=0
_shtab_vmssnames_scan___help_nargs=0
_shtab_vmssnames_scan__q_nargs=0
_shtab_vmssnames_scan___quiet_nargs=0
_shtab_vmssnames_scan__v_nargs=0
_shtab_vmssnames_scan___verbose_nargs=0
_shtab_vmssnames_annotate_pos_0_nargs='*'
_shtab_vmssnames_annotate___at_line_end_nargs=0
_shtab_vmssnames_annotate___status_nargs=0
_shtab_vmssnames_annotate___aks_nargs=0
_shtab_vmssnames_annotate___resource_ids_nargs=0
_shtab_vmssnames_annotate___embedded_nargs=0
_shtab_vmssnames_annotate__h_nargs=0
_shtab_vmssnames_annotate___help_nargs=0
_shtab_vmssnames_annotate__q_nargs=0
_shtab_vmssnames_annotate___quiet_nargs=0
_shtab_vmssnames_annotate__v_nargs=0
_shtab_vmssnames_annotate___verbose_nargs=0
_shtab_vmssnames_inventory_pos_0_nargs='*'
_shtab_vmssnames_inventory___problems_nargs=0
_shtab_vmssnames_inventory___fail_if_empty_nargs=0
_shtab_vmssnames_inventory___no_header_nargs=0
_shtab_vmssnames_inventory___diff_nargs=2
_shtab_vmssnames_inventory___stream_nargs=0
_shtab_vmssnames_inventory___strict_nargs=0
_shtab_vmssnames_inventory___unredacted_nargs=0
_shtab_vmssnames_inventory__h_nargs=0
_shtab_vmssnames_inventory___help_nargs=0
_shtab_vmssnames_inventory__q_nargs=0
_shtab_vmssnames_inventory___quiet_nargs=0
_shtab_vmssnames_inventory__v_nargs=0
_shtab_vmssnames_inventory___verbose_nargs=0
_shtab_vmssnames_fetch___dry_run_nargs=0
_shtab_vmssnames_fetch__h_nargs=0
_shtab_vmssnames_fetch___help_nargs=0
_shtab_vmssnames_fetch__q_nargs=0
_shtab_vmssnames_fetch___quiet_nargs=0
_shtab_vmssnames_fetch__v_nargs=0
_shtab_vmssnames_fetch___verbose_nargs=0
_shtab_vmssnames_hosts_pos_0_nargs='*'
_shtab_vmssnames_hosts___strict_nargs=0
_shtab_vmssnames_hosts___every_interface_nargs=0
_shtab_vmssnames_hosts___check_nargs=0
_shtab_vmssnames_hosts__h_nargs=0
_shtab_vmssnames_hosts___help_nargs=0
_shtab_vmssnames_hosts__q_nargs=0
_shtab_vmssnames_hosts___quiet_nargs=0
_shtab_vmssnames_hosts__v_nargs=0
_shtab_vmssnames_hosts___verbose_nargs=0
_shtab_vmssnames_zone_pos_0_nargs='*'
_shtab_vmssnames_zone___strict_nargs=0
_shtab_vmssnames_zone___every_interface_nargs=0
_shtab_vmssnames_zone___txt_nargs=0
_shtab_vmssnames_zone___cname_nargs=0
_shtab_vmssnames_zone___reverse_nargs=0
_shtab_vmssnames_zone___check_nargs=0
_shtab_vmssnames_zone__h_nargs=0
_shtab_vmssnames_zone___help_nargs=0
_shtab_vmssnames_zone__q_nargs=0
_shtab_vmssnames_zone___quiet_nargs=0
_shtab_vmssnames_zone__v_nargs=0
_shtab_vmssnames_zone___verbose_nargs=0
_shtab_vmssnames_table_pos_0_nargs='*'
_shtab_vmssnames_table___check_nargs=0
_shtab_vmssnames_table__h_nargs=0
_shtab_vmssnames_table___help_nargs=0
_shtab_vmssnames_table__q_nargs=0
_shtab_vmssnames_table___quiet_nargs=0
_shtab_vmssnames_table__v_nargs=0
_shtab_vmssnames_table___verbose_nargs=0
_shtab_vmssnames_snippet___decode_nargs=0
_shtab_vmssnames_snippet___split_nargs=0
_shtab_vmssnames_snippet___encode_nargs=0
_shtab_vmssnames_snippet___list_nargs=0
_shtab_vmssnames_snippet___no_header_nargs=0
_shtab_vmssnames_snippet__h_nargs=0
_shtab_vmssnames_snippet___help_nargs=0
_shtab_vmssnames_snippet__q_nargs=0
_shtab_vmssnames_snippet___quiet_nargs=0
_shtab_vmssnames_snippet__v_nargs=0
_shtab_vmssnames_snippet___verbose_nargs=0
_shtab_vmssnames_completion__h_nargs=0
_shtab_vmssnames_completion___help_nargs=0
_shtab_vmssnames_completion__q_nargs=0
_shtab_vmssnames_completion___quiet_nargs=0
_shtab_vmssnames_completion__v_nargs=0
_shtab_vmssnames_completion___verbose_nargs=0
_shtab_vmssnames_pos_0_nargs=A...
_shtab_vmssnames__h_nargs=0
_shtab_vmssnames___help_nargs=0
_shtab_vmssnames__q_nargs=0
_shtab_vmssnames___quiet_nargs=0
_shtab_vmssnames__v_nargs=0
_shtab_vmssnames___verbose_nargs=0
_shtab_vmssnames___version_nargs=0

# $1=COMP_WORDS[1]
_shtab_compgen_files() {
  compgen -f -- $1  # files
}

# $1=COMP_WORDS[1]
_shtab_compgen_dirs() {
  compgen -d -- $1  # recurse into subdirs
}

# $1=COMP_WORDS[1]
_shtab_replace_nonword() {
  echo "${1//[^[:word:]]/_}"
}

# set default values (called for the initial parser & any subparsers)
_set_parser_defaults() {
  local subparsers_var="${prefix}_subparsers[@]"
  sub_parsers=${!subparsers_var-}

  local current_option_strings_var="${prefix}_option_strings[@]"
  current_option_strings=${!current_option_strings_var}

  completed_positional_actions=0

  _set_new_action "pos_$completed_positional_actions" true
}

# $1=action identifier
# $2=positional action (bool)
# set all identifiers for an action's parameters
_set_new_action() {
  current_action="${prefix}_$(_shtab_replace_nonword $1)"

  local current_action_compgen_var=${current_action}_COMPGEN
  current_action_compgen="${!current_action_compgen_var-}"

  local current_action_choices_var="${current_action}_choices[@]"
  current_action_choices="${!current_action_choices_var-}"

  local current_action_nargs_var="${current_action}_nargs"
  if [ -n "${!current_action_nargs_var-}" ]; then
    current_action_nargs="${!current_action_nargs_var}"
  else
    current_action_nargs=1
  fi

  current_action_args_start_index=$(( $word_index + 1 - $pos_only ))

  current_action_is_positional=$2
}

# Notes:
# `COMPREPLY`: what will be rendered after completion is triggered
# `completing_word`: currently typed word to generate completions for
# `${!var}`: evaluates the content of `var` and expand its content as a variable
#     hello="world"
#     x="hello"
#     ${!x} -> ${hello} -> "world"
_shtab_vmssnames() {
  local completing_word="${COMP_WORDS[COMP_CWORD]}"
  local previous_word="${COMP_WORDS[COMP_CWORD-1]}"
  local completed_positional_actions
  local current_action
  local current_action_args_start_index
  local current_action_choices
  local current_action_compgen
  local current_action_is_positional
  local current_action_nargs
  local current_option_strings
  local sub_parsers
  COMPREPLY=()

  local prefix=_shtab_vmssnames
  local word_index=0
  local pos_only=0 # "--" delimiter not encountered yet
  _set_parser_defaults
  word_index=1

  # determine what arguments are appropriate for the current state
  # of the arg parser
  while [ $word_index -ne $COMP_CWORD ]; do
    local this_word="${COMP_WORDS[$word_index]}"

    if [[ $pos_only = 1 || " $this_word " != " -- " ]]; then
      if [[ -n $sub_parsers && " ${sub_parsers[@]} " == *" $this_word "* ]]; then
        # valid subcommand: add it to the prefix & reset the current action
        prefix="${prefix}_$(_shtab_replace_nonword $this_word)"
        _set_parser_defaults
      fi

      if [[ " ${current_option_strings[@]} " == *" $this_word "* ]]; then
        # a new action should be acquired (due to recognised option string or
        # no more input expected from current action);
        # the next positional action can fill in here
        _set_new_action $this_word false
      fi

      if [[ "$current_action_nargs" != "*" ]] && \
         [[ "$current_action_nargs" != "+" ]] && \
         [[ "$current_action_nargs" != "?" ]] && \
         [[ "$current_action_nargs" != *"..." ]] && \
         (( $word_index + 1 - $current_action_args_start_index - $pos_only >= \
            $current_action_nargs )); then
        $current_action_is_positional && let "completed_positional_actions += 1"
        _set_new_action "pos_$completed_positional_actions" true
      fi
    else
      pos_only=1 # "--" delimiter encountered
    fi

    let "word_index+=1"
  done

  # Generate the completions

  COMPREPLY=()
  if [[ $pos_only = 0 && "$completing_word" == -* &&
        ( -z "$current_action_compgen" || "$current_action_is_positional" = true ) ]]; then
    # optional argument started: use option strings
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(
      compgen -W "${current_option_strings[*]}" -- "$completing_word")
  elif [[ "$previous_word" =~ ^[0-9\&]*[\<\>]\>?$ ]]; then
    # handle redirection operators
    compopt -o filenames 2>/dev/null || : # bash>=4
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$completing_word")
  else
    # use choices & compgen
    local action_compgen_word="$completing_word"
    # handle tab-completing in the middle of a line (#248 <- #116)
    [[ -n "$current_action_compgen" && "$completing_word" == -* ]] && action_compgen_word=""
    [ -n "$current_action_compgen" ] && {
      [[ "$current_action_compgen" =~ _(file|dir|glob|FILE|DIR|GLOB)|File|Dir|Glob ]] &&
        compopt -o filenames 2>/dev/null || : # bash>=4
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(
        "$current_action_compgen" "$action_compgen_word")
    }
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(
      compgen -W "${current_action_choices[*]}" -- "$completing_word")
  fi

  if [[ ${#COMPREPLY[@]} = 0 ]]; then
    # native fallback matches are not necessarily filenames (e.g. variables)
    compopt +o filenames 2>/dev/null || : # bash>=4
  fi

  return 0
}

complete -o bashdefault -F _shtab_vmssnames vmssnames
