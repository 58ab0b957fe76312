%% decode
def vmss_id:
  if type == "string" and test("\\A[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}\\z")
{{#prefix}}
    and (.[:-6] | ascii_downcase) == {{prefix}}
{{/prefix}}
  then reduce (.[-6:] | ascii_upcase | explode[]) as $c
    (0; . * 36 + (if $c < 65 then $c - 48 else $c - 55 end))
  else null end;
# .host | vmss_id
%% split
def vmss_prefix: if vmss_id != null then .[:-6] else null end;
# {prefix: .host | vmss_prefix, instance_id: .host | vmss_id}
%% encode
def vmss_name($prefix; $id):
  if ($id | type) == "number" and $id == ($id | floor) and $id >= 0 and $id <= 2176782335
    and ($prefix | type) == "string" and ($prefix | test("\\A[A-Za-z0-9][A-Za-z0-9-]{0,57}\\z"))
  then $prefix + reduce (60466176, 1679616, 46656, 1296, 36, 1) as $unit ("";
    (($id / $unit | floor) % 36) as $at | . + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[$at:$at + 1])
  else null end;
# vmss_name({{prefix}}; .instance_id)
%% lookup
def vmss_scale_set: {
{{#rows}}
    {{key}}: {{scale_set}}{{,}}
{{/rows}}
  }[vmss_prefix // "" | ascii_downcase];
# {scale_set: .host | vmss_scale_set, instance_id: .host | vmss_id}
