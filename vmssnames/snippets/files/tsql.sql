%% decode
CREATE OR ALTER FUNCTION dbo.vmss_id(@name nvarchar(max)) RETURNS bigint
WITH SCHEMABINDING AS
BEGIN
  RETURN CASE
    WHEN DATALENGTH(@name) BETWEEN 14 AND 128 -- LEN ignores spaces at the end
      AND @name COLLATE Latin1_General_BIN2 NOT LIKE N'%[^0-9A-Za-z-]%'
      AND LEFT(@name, 1) <> N'-' AND CHARINDEX(N'-', RIGHT(@name, 6)) = 0
{{#prefix}}
      AND LOWER(LEFT(@name, CASE WHEN LEN(@name) > 6 THEN LEN(@name) - 6 ELSE 0 END)
        COLLATE Latin1_General_BIN2) = {{prefix}}
{{/prefix}}
    THEN (CHARINDEX(SUBSTRING(RIGHT(@name, 6), 1, 1) COLLATE Latin1_General_BIN2,
        N'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz') - 1) % 36 * CAST(60466176 AS bigint)
      + (CHARINDEX(SUBSTRING(RIGHT(@name, 6), 2, 1) COLLATE Latin1_General_BIN2,
        N'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz') - 1) % 36 * 1679616
      + (CHARINDEX(SUBSTRING(RIGHT(@name, 6), 3, 1) COLLATE Latin1_General_BIN2,
        N'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz') - 1) % 36 * 46656
      + (CHARINDEX(SUBSTRING(RIGHT(@name, 6), 4, 1) COLLATE Latin1_General_BIN2,
        N'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz') - 1) % 36 * 1296
      + (CHARINDEX(SUBSTRING(RIGHT(@name, 6), 5, 1) COLLATE Latin1_General_BIN2,
        N'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz') - 1) % 36 * 36
      + (CHARINDEX(SUBSTRING(RIGHT(@name, 6), 6, 1) COLLATE Latin1_General_BIN2,
        N'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz') - 1) % 36 END;
END;
GO
-- SELECT host, dbo.vmss_id(host) FROM logs;
%% split
CREATE OR ALTER FUNCTION dbo.vmss_prefix(@name nvarchar(max)) RETURNS nvarchar(58) AS
BEGIN
  RETURN CASE WHEN dbo.vmss_id(@name) IS NOT NULL THEN LEFT(@name, LEN(@name) - 6) END;
END;
GO
-- SELECT host, dbo.vmss_prefix(host), dbo.vmss_id(host) FROM logs;
%% encode
CREATE OR ALTER FUNCTION dbo.vmss_name(@prefix nvarchar(max), @id bigint) RETURNS nvarchar(64)
WITH SCHEMABINDING AS
BEGIN
  RETURN CASE
    WHEN @id BETWEEN 0 AND 2176782335 AND DATALENGTH(@prefix) BETWEEN 2 AND 116
      AND @prefix COLLATE Latin1_General_BIN2 NOT LIKE N'%[^0-9A-Za-z-]%' AND LEFT(@prefix, 1) <> N'-'
    THEN @prefix + SUBSTRING(N'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', CAST(@id / 60466176 % 36 AS int) + 1, 1)
    + SUBSTRING(N'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', CAST(@id / 1679616 % 36 AS int) + 1, 1)
    + SUBSTRING(N'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', CAST(@id / 46656 % 36 AS int) + 1, 1)
    + SUBSTRING(N'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', CAST(@id / 1296 % 36 AS int) + 1, 1)
    + SUBSTRING(N'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', CAST(@id / 36 % 36 AS int) + 1, 1)
    + SUBSTRING(N'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', CAST(@id / 1 % 36 AS int) + 1, 1) END;
END;
GO
-- SELECT dbo.vmss_name({{prefix}}, instance_id) FROM instances;
%% lookup
DROP TABLE IF EXISTS #vmss_scale_sets;
CREATE TABLE #vmss_scale_sets (
  prefix nvarchar(58) COLLATE Latin1_General_BIN2 PRIMARY KEY, scale_set nvarchar(64) NOT NULL
);
{{#rows}}
INSERT INTO #vmss_scale_sets VALUES ({{key}}, {{scale_set}});
{{/rows}}
-- SELECT host, s.scale_set, dbo.vmss_id(host) AS instance_id,
--   s.scale_set + '_' + CAST(dbo.vmss_id(host) AS varchar(10)) AS vm_name
-- FROM logs LEFT JOIN #vmss_scale_sets AS s
--   ON s.prefix = LOWER(dbo.vmss_prefix(host) COLLATE Latin1_General_BIN2);
