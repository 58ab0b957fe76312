%% decode
CREATE TEMP FUNCTION vmss_id(name STRING) RETURNS INT64 AS (
  IF(REGEXP_CONTAINS(name, r'\A[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}\z')
{{#prefix}}
    AND LOWER(LEFT(name, GREATEST(LENGTH(name) - 6, 0))) = {{prefix}}
{{/prefix}}
  , (SELECT SUM((STRPOS('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', d) - 1) * CAST(POW(36, 5 - i) AS INT64))
     FROM UNNEST(SPLIT(UPPER(RIGHT(name, 6)), '')) AS d WITH OFFSET AS i), NULL)
);
-- SELECT host, vmss_id(host) FROM logs;
%% split
CREATE TEMP FUNCTION vmss_prefix(name STRING) RETURNS STRING AS (
  IF(vmss_id(name) IS NOT NULL, LEFT(name, LENGTH(name) - 6), NULL)
);
-- SELECT host, vmss_prefix(host), vmss_id(host) FROM logs;
%% encode
CREATE TEMP FUNCTION vmss_name(prefix STRING, id INT64) RETURNS STRING AS (
  IF(id BETWEEN 0 AND 2176782335 AND REGEXP_CONTAINS(prefix, r'\A[A-Za-z0-9][A-Za-z0-9-]{0,57}\z'),
    CONCAT(prefix, (SELECT STRING_AGG(SUBSTR('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
        MOD(DIV(id, CAST(POW(36, 5 - i) AS INT64)), 36) + 1, 1), '' ORDER BY i)
      FROM UNNEST(GENERATE_ARRAY(0, 5)) AS i)), NULL)
);
-- SELECT vmss_name({{prefix}}, instance_id) FROM instances;
%% lookup
CREATE TEMP TABLE vmss_scale_sets AS SELECT * FROM UNNEST(ARRAY<STRUCT<prefix STRING, scale_set STRING>>[
{{#rows}}
  ({{key}}, {{scale_set}}){{,}}
{{/rows}}
]);
-- SELECT host, vmss_scale_sets.scale_set, vmss_id(host) AS instance_id,
--   CONCAT(vmss_scale_sets.scale_set, '_', vmss_id(host)) AS vm_name
-- FROM logs LEFT JOIN vmss_scale_sets ON vmss_scale_sets.prefix = LOWER(vmss_prefix(host));
