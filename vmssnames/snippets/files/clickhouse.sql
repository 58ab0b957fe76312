%% decode
CREATE OR REPLACE FUNCTION vmss_id AS (name) -> if(
    match(name, '^[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}$')
{{#prefix}}
    AND lower(substring(name, 1, length(name) - 6)) = {{prefix}}
{{/prefix}}
  , toNullable(arraySum((i, p) -> toUInt64((position('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz',
      substring(assumeNotNull(name), -i, 1)) - 1) % 36) * p, [1, 2, 3, 4, 5, 6], [1, 36, 1296, 46656, 1679616, 60466176])), NULL);
-- SELECT host, vmss_id(host) FROM logs;
%% split
CREATE OR REPLACE FUNCTION vmss_prefix AS (name) ->
  if(isNotNull(vmss_id(name)), toNullable(substring(name, 1, length(name) - 6)), NULL);
-- SELECT host, vmss_prefix(host), vmss_id(host) FROM logs;
%% encode
CREATE OR REPLACE FUNCTION vmss_name AS (prefix, id) -> if(
    toTypeName(id) LIKE '%Int%' AND id BETWEEN 0 AND 2176782335 AND match(prefix, '^[A-Za-z0-9][A-Za-z0-9-]{0,57}$'),
  concat(toNullable(prefix), arrayStringConcat(arrayMap(p ->
      substring('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', toUInt8(intDiv(assumeNotNull(id), p) % 36) + 1, 1),
    [60466176, 1679616, 46656, 1296, 36, 1]))), NULL);
-- SELECT vmss_name({{prefix}}, instance_id) FROM instances;
%% lookup
DROP TEMPORARY TABLE IF EXISTS vmss_scale_sets;
CREATE TEMPORARY TABLE vmss_scale_sets (prefix String, scale_set Nullable(String));
INSERT INTO vmss_scale_sets VALUES
{{#rows}}
  ({{key}}, {{scale_set}}){{,}}
{{/rows}}
;
-- SELECT host, vmss_scale_sets.scale_set, vmss_id(host) AS instance_id,
--   concat(vmss_scale_sets.scale_set, '_', toString(vmss_id(host))) AS vm_name
-- FROM logs LEFT JOIN vmss_scale_sets ON vmss_scale_sets.prefix = lower(vmss_prefix(host));
