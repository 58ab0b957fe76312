# -*- coding: utf-8 -*-
"""Corpus for a redaction library: SECRETS measures recall, NON_SECRETS precision.

All random content is made at import from fixed seeds; the file holds no real secret.
Where only a part of a value is given as *secret* (a tail, a line of a key), a
redaction that stops too early is found too.
"""

import base64 as _b64mod
import json as _json
import random
import re
import string
import urllib.parse as _up
import uuid as _uuid

_UP, _LO, _DI = string.ascii_uppercase, string.ascii_lowercase, string.digits
_B64 = _UP + _LO + _DI + "+/"
_B64U = _UP + _LO + _DI + "-_"


def pick(rng, chars, n):
    return "".join(rng.choice(chars) for _ in range(n))


def b64(rng, n):
    """n characters of base64 of random bytes, padding included if n is a multiple of 4."""
    return pick(rng, _B64, n)


def hexs(rng, n):
    return pick(rng, "0123456789abcdef", n)


def alnum(rng, n):
    return pick(rng, _UP + _LO + _DI, n)


def lower(rng, n):
    return pick(rng, _LO + _DI, n)


def b64u(rng, n):
    return pick(rng, _B64U, n)


def digits(rng, n):
    return pick(rng, "123456789", 1) + pick(rng, _DI, n - 1)


def guid(rng):
    return str(_uuid.UUID(int=rng.getrandbits(128), version=4))


# --------------------------------------------------------------------------- vocabulary
REGIONS = """eastus eastus2 westus westus2 westus3 centralus northcentralus southcentralus westcentralus
canadacentral canadaeast brazilsouth brazilsoutheast northeurope westeurope uksouth ukwest francecentral
francesouth germanywestcentral germanynorth switzerlandnorth switzerlandwest norwayeast norwaywest
swedencentral swedensouth polandcentral italynorth spaincentral uaenorth uaecentral qatarcentral
israelcentral southafricanorth southafricawest centralindia southindia westindia jioindiawest eastasia
southeastasia japaneast japanwest koreacentral koreasouth australiaeast australiasoutheast
australiacentral australiacentral2 newzealandnorth mexicocentral usgovvirginia usgovarizona usgovtexas
chinaeast2 chinanorth3 eastus2euap centraluseuap""".split()

SKUS = """Standard_D2s_v3 Standard_D4s_v5 Standard_D8ads_v5 Standard_D16ds_v4 Standard_D32-16s_v3 Standard_E4bds_v5
Standard_E64-32ads_v5 Standard_E96ias_v4 Standard_E112ibds_v5 Standard_F2s_v2 Standard_F72s_v2 Standard_B1ls
Standard_B2ms Standard_B4als_v2 Standard_A1_v2 Standard_A8m_v2 Standard_DS1_v2 Standard_DS14-8_v2 Standard_GS5-16
Standard_L8s_v3 Standard_L80as_v3 Standard_M128ms Standard_M416s_8_v2 Standard_M832ixs_v2 Standard_NC24ads_A100_v4
Standard_NC40ads_H100_v5 Standard_ND96isr_H100_v5 Standard_ND96amsr_A100_v4 Standard_NV36ads_A10_v5 Standard_NP10s
Standard_HB176-144rs_v4 Standard_HB120-96rs_v3 Standard_HC44rs Standard_HX176rs Standard_DC8ads_v5 Standard_DC48ds_v3
Standard_EC96iads_v5 Standard_D2ps_v5 Standard_E20pds_v5 Standard_D4plds_v6 Standard_FX48mds_v2 Premium_LRS
StandardSSD_ZRS UltraSSD_LRS PremiumV2_LRS Standard_RAGZRS BC_Gen5_8 GP_S_Gen5_2 HS_Gen5_4 VpnGw5AZ ErGw3AZ
WAF_v2 AZFW_VNet P2v3 EP3 S1""".split()

WORDS = """amber anchor apple autumn badger basket beacon birch bishop blanket bottle branch bridge bronze
butter candle canyon carbon carpet castle cedar cherry circle cobalt copper coral cotton dagger desert donkey
dragon eagle ember falcon feather forest galaxy garden ginger glacier hammer harbor hazel helmet island jacket
jungle kettle ladder lantern lemon lizard magnet maple marble meadow mirror monkey nectar needle ocean olive
orange orchid otter paper parrot pebble pepper pillow planet pocket puzzle rabbit raven ribbon river rocket
saddle salmon shadow silver spider spring summer sunset thunder tiger timber tulip tunnel turtle valley velvet
violet walnut willow window winter wizard yellow zebra zephyr""".split()

FIRST = "anna bernd carla david elena frank greta hiro ines jonas kiran laura milan nadia oskar priya quentin rosa sven tanja".split()
LAST = "meyer schmidt okafor tanaka novak rossi dubois larsen kowalski garcia patel nguyen fischer brown lopez svensson".split()
SVC = "orders billing catalog payments identity search ingest metrics gateway scheduler reports checkout inventory mailer audit".split()
ENVS = "prod dev test stage qa uat perf sandbox".split()
NS = "kube-system default ingress-nginx cert-manager monitoring gatekeeper-system calico-system tigera-operator argocd flux-system dapr-system keda istio-system azure-arc".split()


def host(rng):
    return rng.choice(
        [
            "%s-%s.%s.example.com"
            % (rng.choice(SVC), rng.choice(ENVS), rng.choice(["int", "svc", "corp"])),
            "%s%02d.contoso.com" % (rng.choice(SVC), rng.randrange(1, 40)),
            "%s-%s.%s.cloudapp.azure.com"
            % (rng.choice(SVC), rng.choice(ENVS), rng.choice(REGIONS[:40])),
        ]
    )


def tstamp(rng):
    return "2025-%02d-%02dT%02d:%02d:%02d" % (
        rng.randrange(1, 13),
        rng.randrange(1, 29),
        rng.randrange(24),
        rng.randrange(60),
        rng.randrange(60),
    )


def _sa(rng):
    return "st" + rng.choice(SVC) + rng.choice(ENVS) + digits(rng, 2)


TOK = {
    "G": guid,
    "A": _sa,
    "H": host,
    "USER": lambda r: r.choice(
        ["azureuser", "svc_" + r.choice(SVC), "deploy", r.choice(FIRST), "appadmin", "sqladmin"]
    ),
    "SVC": lambda r: r.choice(SVC),
    "ENV": lambda r: r.choice(ENVS),
    "NS": lambda r: r.choice(NS),
    "RG": lambda r: "rg-%s-%s-%02d" % (r.choice(SVC), r.choice(ENVS), r.randrange(1, 30)),
    "VM": lambda r: "vm-%s-%s-%02d" % (r.choice(SVC), r.choice(ENVS), r.randrange(1, 99)),
    "KV": lambda r: "kv-%s-%s-%s" % (r.choice(SVC), r.choice(ENVS), digits(r, 3)),
    "REG": lambda r: r.choice(REGIONS),
    "SKU": lambda r: r.choice(SKUS),
    "W": lambda r: r.choice(WORDS),
    "CW": lambda r: r.choice(WORDS).capitalize(),
    "D1": lambda r: str(r.randrange(1, 10)),
    "D2": lambda r: str(r.randrange(10, 100)),
    "D3": lambda r: digits(r, 3),
    "D4": lambda r: digits(r, 4),
    "D5": lambda r: digits(r, 5),
    "D8": lambda r: digits(r, 8),
    "D9": lambda r: digits(r, 9),
    "D0": lambda r: str(r.randrange(0, 256)),
    "H4": lambda r: hexs(r, 4),
    "H7": lambda r: hexs(r, 7),
    "H8": lambda r: hexs(r, 8),
    "H10": lambda r: hexs(r, 10),
    "H32": lambda r: hexs(r, 32),
    "H40": lambda r: hexs(r, 40),
    "H64": lambda r: hexs(r, 64),
    "H96": lambda r: hexs(r, 96),
    "H128": lambda r: hexs(r, 128),
    "UH40": lambda r: hexs(r, 40).upper(),
    "UH8": lambda r: hexs(r, 8).upper(),
    "L5": lambda r: pick(r, "bcdfghjklmnpqrstvwxz2456789", 5),
    "L10": lambda r: pick(r, "bcdf456789", 10),
    "T": tstamp,
    "DATE": lambda r: tstamp(r)[:10],
    "TIME": lambda r: tstamp(r)[11:],
    "MS": lambda r: "%03d" % r.randrange(1000),
    "US": lambda r: "%06d" % r.randrange(10**6),
    "VMSS": lambda r: (
        "aks-nodepool%d-%s-vmss%s"
        % (r.randrange(1, 9), digits(r, 8), pick(r, _DI + _UP, 1).rjust(6, "0"))
    ),
    "B36": lambda r: pick(r, "01234", 1) + pick(r, _DI + _UP, 1),
    "MON": lambda r: r.choice("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()),
    "MAC": lambda r: ":".join(
        [r.choice(["00:0d:3a", "60:45:bd", "7c:1e:52", "00:22:48"])]
        + [hexs(r, 2) for _ in range(3)]
    ),
    "SN": lambda r: str(r.choice([0, 1, 2, 127, 128, 137, 139, 143, 255, r.randrange(3, 120)])),
    "PCT": lambda r: str(r.randrange(0, 101)),
    "V3": lambda r: "%d.%d.%d" % (r.randrange(1, 9), r.randrange(0, 40), r.randrange(0, 20)),
    "V4": lambda r: (
        "%d.%d.%d.%d"
        % (r.randrange(1, 10), r.randrange(0, 20), r.randrange(0, 20), r.randrange(0, 30))
    ),
}


def fill(template, rng, **own):
    def sub(m):
        k = m.group(1)
        return own[k] if k in own else TOK[k](rng)

    return re.sub(r"§(\w+)§", sub, template)


# =========================================================================== SECRETS
SECRETS: list = []


def shape(name, gen, *templates, n=5):
    """gen(rng) returns the secret, or (inserted value, part that must not survive)."""
    for i in range(max(n, len(templates))):
        rng = random.Random("secret:%s:%d" % (name, i))
        v = gen(rng)
        whole, secret = v if isinstance(v, tuple) else (v, v)
        text = fill(templates[i % len(templates)], rng, S=whole)
        SECRETS.append((name, text, secret))


def _strong(special):
    def g(rng):
        n = rng.randrange(12, 22)
        c = [rng.choice(_UP), rng.choice(_LO), rng.choice(_DI), rng.choice(special)]
        c += [rng.choice(_UP + _LO + _DI + special) for _ in range(n - 6)]
        rng.shuffle(c)
        return rng.choice(_UP + _LO) + "".join(c) + rng.choice(_LO + _DI)

    return g


def _human(rng):
    return (
        rng.choice(WORDS).capitalize()
        + str(rng.randrange(1990, 2026))
        + rng.choice(["!", "!!", "#1", "$", "", "x"])
    )


def pw(rng):
    """Password without quotes, spaces, ;,&<>\\ (so that any format can hold it)."""
    return rng.choice([_strong("!#%*+-_?.^~"), _strong("!-_."), _human, _strong("!@*+-")])(rng)


def pwurl(rng):
    return rng.choice([_strong("-_.~!"), lambda r: alnum(r, r.randrange(12, 30)), _strong("!*-_")])(
        rng
    )


def pwenc(rng):
    p = _strong("@#/:%&+=?")(rng)
    return _up.quote(p, safe="")


def skey(rng):
    return b64(rng, 86) + "=="


def skey_new(rng):
    return b64(rng, 72) + "+ASt" + b64(rng, 10) + "=="


def sbkey(rng):
    return b64(rng, 43) + "="


def sig_enc(rng):
    s = b64(rng, 20) + "/" + b64(rng, 10) + "+" + b64(rng, 11) + "="
    return _up.quote(s, safe="")


def aadsecret(rng):
    return (
        alnum(rng, 3)
        + rng.choice(["7Q~", "8Q~"])
        + pick(rng, _UP + _LO + _DI + "._~-", 33)
        + alnum(rng, 1)
    )


def _jseg(d):
    return (
        _b64mod.urlsafe_b64encode(_json.dumps(d, separators=(",", ":")).encode())
        .decode()
        .rstrip("=")
    )


def jwt(rng):
    h = {"typ": "JWT", "alg": "RS256", "kid": b64u(rng, 27)}
    p = {
        "aud": "https://management.azure.com/",
        "iss": "https://sts.windows.net/%s/" % guid(rng),
        "iat": rng.randrange(1735000000, 1765000000),
        "oid": guid(rng),
        "uti": b64u(rng, 22),
    }
    return "%s.%s.%s" % (_jseg(h), _jseg(p), b64u(rng, 342))


def jwt_sig(rng):
    t = jwt(rng)
    return t, t.rsplit(".", 1)[1]


def jwt_short(rng):
    return "%s.%s.%s" % (
        _jseg({"alg": "HS256", "typ": "JWT"}),
        _jseg({"sub": rng.choice(FIRST), "iat": 1700000000 + rng.randrange(9999999)}),
        b64u(rng, 43),
    )


def phrase(rng):
    w = rng.sample(WORDS, rng.randrange(3, 6))
    return " ".join(w)


def phrase_tail(rng):
    w = rng.sample(WORDS, 4)
    t = w[3] + digits(rng, 3)
    return " ".join(w[:3] + [t]), t


def rand_ipv4(rng):
    return rng.choice(
        [
            "10.%d.%d.%d" % (rng.randrange(1, 255), rng.randrange(0, 255), rng.randrange(4, 255)),
            "172.%d.%d.%d" % (rng.randrange(16, 32), rng.randrange(0, 255), rng.randrange(4, 255)),
            "192.168.%d.%d" % (rng.randrange(0, 255), rng.randrange(4, 255)),
        ]
    )


def rand_ula(rng):
    return "fd%s:%s:%s::%s" % (
        hexs(rng, 2),
        pick(rng, "123456789abcdef", 1) + hexs(rng, 3),
        pick(rng, "123456789abcdef", 1) + hexs(rng, 3),
        pick(rng, "123456789abcdef", 1) + hexs(rng, 2),
    )


def email(rng):
    return rng.choice(
        [
            "%s.%s@contoso.com",
            "%s_%s@fabrikam.onmicrosoft.com",
            "%s.%s+azure@example.org",
            "%s-%s@mail.example.co.uk",
        ]
    ) % (rng.choice(FIRST), rng.choice(LAST))


# --- Azure storage, SAS
_SASQ = "sv=2023-11-03&ss=b&srt=sco&sp=rl&se=2026-01-01T00%3A00%3A00Z&st=2025-01-01T00%3A00%3A00Z&spr=https&sig=§S§"
shape(
    "sas-url-blob",
    sig_enc,
    "Failed to download the file. Error Message: the remote server returned an error: (403) for https://§A§.blob.core.windows.net/scripts/install.sh?"
    + _SASQ,
    "[ExtensionOperationError] Non-zero exit code: 1, fileUris=https://§A§.blob.core.windows.net/c/a.ps1?sp=r&st=2025-02-03T09:00:00Z&se=2025-02-04T17:00:00Z&sv=2022-11-02&sr=b&sig=§S§",
    "HTTPError: 404 for url: 'https://§A§.blob.core.windows.net/artifacts/app.tar.gz?sv=2021-08-06&sr=c&sig=§S§&se=2025-09-01T00%3A00%3A00Z&sp=rl'",
)
shape(
    "sas-url-table",
    sig_enc,
    "azcopy: table endpoint https://§A§.table.core.windows.net/WADMetrics?sv=2019-02-02&tn=WADMetrics&sig=§S§&sp=raud returned 403",
    "mdsd: upload to https://§A§.table.core.windows.net/LinuxSyslogVer2v0?" + _SASQ + " failed",
)
shape(
    "sas-url-queue-file",
    sig_enc,
    "Mount failed: https://§A§.file.core.windows.net/share?" + _SASQ,
    "PUT https://§A§.queue.core.windows.net/jobs/messages?" + _SASQ + " -> 403 Server failed",
)
shape(
    "sas-url-dfs",
    sig_enc,
    'azcopy copy "https://§A§.dfs.core.windows.net/raw/in?'
    + _SASQ
    + '" /data --recursive failed with exit code 1',
)
shape(
    "sas-servicebus-token",
    sig_enc,
    "Authorization: SharedAccessSignature sr=https%3a%2f%2f§SVC§.servicebus.windows.net%2fq&sig=§S§&se=1767225600&skn=RootManageSharedAccessKey",
    "ServiceBusException: token SharedAccessSignature sr=sb%3A%2F%2F§SVC§.servicebus.windows.net%2F&sig=§S§&se=1767139200&skn=send is expired",
)
shape(
    "sas-iothub-token",
    sig_enc,
    "iotedge: connecting with SharedAccessSignature sr=§SVC§.azure-devices.net%2Fdevices%2Fdev§D3§&sig=§S§&se=1767139200",
)
shape(
    "sas-query-alone",
    sig_enc,
    "sasToken: ?" + _SASQ,
    'az storage blob list --sas-token "' + _SASQ + '" exited with 3',
    "Using SAS sp=racwdl&st=2025-03-01T08:00:00Z&se=2025-03-02T08:00:00Z&spr=https&sv=2022-11-02&sr=c&sig=§S§ for container logs",
)
shape(
    "sas-sig-unencoded",
    sbkey,
    "GET https://§A§.blob.core.windows.net/c/x?sv=2020-08-04&sr=b&sp=r&sig=§S§ HTTP/1.1 403",
    "blob url = https://§A§.blob.core.windows.net/c/y.zip?se=2025-10-01&sp=r&sv=2021-06-08&sr=b&sig=§S§",
)
shape(
    "sas-url-in-json-escaped",
    sig_enc,
    '{"status":"error","formattedMessage":{"lang":"en-US","message":"{\\"fileUris\\":[\\"https://§A§.blob.core.windows.net/s/a.sh?sv=2022-11-02\\u0026sr=b\\u0026sig=§S§\\"]}"}}',
)
shape(
    "storage-connection-string",
    skey,
    "DefaultEndpointsProtocol=https;AccountName=§A§;AccountKey=§S§;EndpointSuffix=core.windows.net",
    "Microsoft.WindowsAzure.Storage.StorageException: cannot parse 'DefaultEndpointsProtocol=https;AccountName=§A§;AccountKey=§S§'",
    'export AZURE_STORAGE_CONNECTION_STRING="DefaultEndpointsProtocol=https;EndpointSuffix=core.windows.net;AccountName=§A§;AccountKey=§S§"',
)
shape(
    "storage-connection-string-ast",
    skey_new,
    "AzureWebJobsStorage=DefaultEndpointsProtocol=https;AccountName=§A§;AccountKey=§S§;BlobEndpoint=https://§A§.blob.core.windows.net/",
)
shape(
    "storage-account-key-option",
    skey,
    "+ az storage container create --name tfstate --account-name §A§ --account-key §S§",
    "ERROR: az storage blob upload --account-name §A§ --account-key=§S§ -f x: exited with 1",
    "azcopy /Source:C:\\data /Dest:https://§A§.blob.core.windows.net/b /DestKey:§S§ /S",
)
shape(
    "storage-key-env-and-json",
    skey,
    "AZURE_STORAGE_KEY=§S§",
    "export ARM_ACCESS_KEY='§S§'",
    '{"storageAccountName":"§A§","storageAccountKey":"§S§"}',
    '[{"keyName": "key1", "permissions": "FULL", "value": "§S§"}]',
    "cmdkey /add:§A§.file.core.windows.net /user:localhost\\§A§ /pass:§S§",
)
# --- other Azure keys
shape(
    "servicebus-connection-string",
    sbkey,
    "Endpoint=sb://§SVC§-§ENV§.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=§S§",
    "System.ArgumentException: invalid value 'Endpoint=sb://§SVC§.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=§S§;EntityPath=§SVC§'",
)
shape(
    "iothub-connection-string",
    sbkey,
    "HostName=§SVC§.azure-devices.net;DeviceId=dev-§D3§;SharedAccessKey=§S§",
    "iotedge config mp --connection-string 'HostName=§SVC§.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey=§S§'",
)
shape(
    "cosmos-connection-string",
    skey,
    "AccountEndpoint=https://§SVC§-§ENV§.documents.azure.com:443/;AccountKey=§S§;",
    "COSMOS_KEY=§S§",
    '"primaryMasterKey": "§S§",',
)
shape(
    "cosmos-mongo-uri",
    skey,
    "mongodb://§SVC§:§S§@§SVC§.mongo.cosmos.azure.com:10255/?ssl=true&replicaSet=globaldb",
)
shape(
    "redis-connection-string",
    sbkey,
    "§SVC§.redis.cache.windows.net:6380,password=§S§,ssl=True,abortConnect=False",
    "StackExchange.Redis.RedisConnectionException: It was not possible to connect to §SVC§.redis.cache.windows.net:6380,password=§S§,ssl=True",
)
shape(
    "eventgrid-key-header",
    sbkey,
    "aeg-sas-key: §S§",
    "curl -X POST -H 'aeg-sas-key: §S§' https://§SVC§.§REG§-1.eventgrid.azure.net/api/events",
)
shape(
    "functions-code-query",
    lambda r: b64u(r, 54) + "==",
    "POST https://func-§SVC§.azurewebsites.net/api/run?code=§S§ failed: 500",
    "Invoke-WebRequest : https://func-§SVC§-§ENV§.azurewebsites.net/api/hook?name=x&code=§S§",
)
shape(
    "apim-subscription-key",
    lambda r: hexs(r, 32),
    "Ocp-Apim-Subscription-Key: §S§",
    'curl -H "Ocp-Apim-Subscription-Key: §S§" https://api.example.com/v1/items',
    "GET https://apim-§SVC§.azure-api.net/echo?subscription-key=§S§ returned 401",
)
shape(
    "appinsights-connection-string",
    guid,
    "APPLICATIONINSIGHTS_CONNECTION_STRING=InstrumentationKey=§S§;IngestionEndpoint=https://§REG§-0.in.applicationinsights.azure.com/",
    "invalid connection string: InstrumentationKey=§S§;EndpointSuffix=applicationinsights.azure.cn",
    "APPINSIGHTS_INSTRUMENTATIONKEY=§S§",
)
shape(
    "loganalytics-workspace-key",
    skey,
    "sh onboard_agent.sh -w §G§ -s §S§ -d opinsights.azure.com",
    '"protectedSettings": {"workspaceKey": "§S§"}',
    '{"workspaceId":"§G§","sharedKey":"§S§"}',
    "setup.exe /qn OPINSIGHTS_WORKSPACE_ID=§G§ OPINSIGHTS_WORKSPACE_KEY=§S§ AcceptEndUserLicenseAgreement=1",
    "Authorization: SharedKey §G§:§S§",
)
shape(
    "acr-password",
    lambda r: alnum(r, 42) + "+ACR" + alnum(r, 6),
    "docker login §SVC§.azurecr.io -u §SVC§ -p §S§",
    "az acr login -n §SVC§ --username §SVC§ --password §S§",
    "WARNING: --docker-password=§S§ on the command line of kubectl create secret docker-registry regcred",
)
shape(
    "batch-cognitive-search-key",
    lambda r: alnum(r, 52),
    "api-key: §S§",
    "AZURE_SEARCH_ADMIN_KEY=§S§",
    '"azureOpenAiApiKey": "§S§"',
)
shape(
    "protected-settings-blob",
    lambda r: "MIIB" + b64(r, 396),
    '{"runtimeSettings":[{"handlerSettings":{"protectedSettingsCertThumbprint":"§UH40§","protectedSettings":"§S§","publicSettings":{}}}]}',
    'Handler config: "protectedSettings": "§S§", "publicSettings": {"timestamp": §D9§}',
)
shape(
    "protected-settings-plain",
    pw,
    '"protectedSettings": {"commandToExecute": "./install.sh --db-password §S§"}',
    '{"protectedSettings":{"script":"","storageAccountName":"§A§","password":"§S§"}}',
)
# --- databases
shape(
    "sql-connection-password",
    pw,
    "Server=tcp:§SVC§.database.windows.net,1433;Initial Catalog=§SVC§;User ID=sqladmin;Password=§S§;Encrypt=True;",
    "SqlException in 'Data Source=§H§;Initial Catalog=db;Uid=sa;Pwd=§S§;TrustServerCertificate=True'",
    "sqlcmd -S §H§ -U sa -P §S§ -Q 'select 1'",
)
shape(
    "odbc-connection",
    pw,
    "Driver={ODBC Driver 18 for SQL Server};Server=§H§;Database=§SVC§;UID=sa;PWD=§S§;Encrypt=yes",
    "pyodbc.InterfaceError: DSN=§SVC§;UID=reader;PWD=§S§",
)
shape(
    "odbc-braced-password",
    lambda r: (lambda a, b: (a + ";" + b, b))(alnum(r, 6), alnum(r, 9)),
    "Driver={ODBC Driver 17 for SQL Server};Server=§H§;Uid=sa;Pwd={§S§};Encrypt=yes;",
)
shape(
    "sql-quoted-password-tail",
    lambda r: (lambda a, b: (a + ";" + b, b))(alnum(r, 6), alnum(r, 9)),
    'Server=§H§;User ID=sa;Password="§S§";Encrypt=True',
)
shape(
    "jdbc-url",
    pw,
    "jdbc:sqlserver://§H§:1433;databaseName=§SVC§;user=sa;password=§S§;encrypt=true",
    "jdbc:mysql://§H§:3306/§SVC§?user=root&password=§S§&useSSL=true",
    "Caused by: java.sql.SQLException: jdbc:oracle:thin:§USER§/§S§@//§H§:1521/ORCL",
)
shape(
    "postgres-uri",
    pwurl,
    "psql: error: postgres://§USER§:§S§@§H§:5432/§SVC§",
    "could not connect to postgresql://§USER§:§S§@§H§/§SVC§?sslmode=require",
    "DATABASE_URL=postgresql+psycopg2://§USER§:§S§@§H§:6432/app",
)
shape(
    "postgres-dsn",
    pw,
    "host=§H§ port=5432 dbname=§SVC§ user=pgadmin password=§S§ sslmode=require",
    "PGPASSWORD=§S§ psql -h §H§ -U pgadmin",
    "PGPASSWORD='§S§' pg_dump -h §H§ §SVC§",
)
shape("pgpass-line", pwurl, "wrote to ~/.pgpass: §H§:5432:§SVC§:pgadmin:§S§")
shape(
    "mongodb-uri",
    pwurl,
    "MongoServerSelectionError: mongodb+srv://§USER§:§S§@cluster§D1§.§L5§.mongodb.net/§SVC§?retryWrites=true",
    "mongosh mongodb://§USER§:§S§@§H§:27017/admin failed",
)
shape(
    "amqp-uri",
    pwurl,
    "amqp://§USER§:§S§@§H§:5672/%2f refused",
    "BROKER_URL=amqps://§USER§:§S§@§H§:5671/",
)
shape(
    "redis-uri",
    pwurl,
    "redis://:§S§@§H§:6379/0",
    "celery: cannot connect to rediss://default:§S§@§H§:6380/1",
)
shape(
    "mysql-cli",
    pwurl,
    "+ mysql -h §H§ -u root -p§S§ §SVC§",
    "mysqldump --user=root --password=§S§ §SVC§ > d.sql",
    "MYSQL_ROOT_PASSWORD=§S§",
    "MYSQL_PWD=§S§ mysql -u root",
)
shape(
    "sql-statement-password",
    pw,
    "CREATE USER '§USER§'@'%' IDENTIFIED BY '§S§'",
    "ALTER USER postgres WITH PASSWORD '§S§';",
    "CREATE LOGIN [§USER§] WITH PASSWORD = N'§S§'",
)
shape(
    "redis-cli",
    pwurl,
    "redis-cli -h §H§ -a §S§ ping",
    "+ redis-cli -p 6380 --tls -a '§S§' INFO",
    "requirepass §S§",
)
# --- URL userinfo
shape(
    "https-userinfo",
    pwurl,
    "fatal: unable to access 'https://§USER§:§S§@github.com/contoso/§SVC§.git/': 403",
    "curl: (22) https://§USER§:§S§@§H§/repo/file.rpm",
    "http_proxy=http://§USER§:§S§@proxy.contoso.com:3128",
    "ftp://§USER§:§S§@§H§/pub/a.zip",
)
shape(
    "https-userinfo-urlencoded",
    pwenc,
    "git clone https://§USER§:§S§@dev.azure.com/contoso/p/_git/§SVC§",
    "postgres://§USER§:§S§@§H§:5432/db",
)
shape(
    "https-token-only-userinfo",
    lambda r: lower(r, 40),
    "fatal: could not read from https://§S§@github.com/contoso/§SVC§.git",
    "remote: https://x-access-token:§S§@github.com/contoso/§SVC§.git",
)
shape(
    "url-query-secret",
    pwenc,
    "GET https://§H§/login?user=§USER§&password=§S§ -> 401",
    "https://§H§/api/v1?access_token=§S§&x=1",
    "callback https://§H§/cb?client_secret=§S§&state=a",
    "https://§H§/hook?api_key=§S§",
    "https://§H§/reset?token=§S§",
)
# --- AAD
shape(
    "aad-client-secret-form",
    aadsecret,
    "grant_type=client_credentials&client_id=§G§&client_secret=§S§&resource=https%3A%2F%2Fmanagement.azure.com%2F",
    'curl -d "client_id=§G§" -d "client_secret=§S§" https://login.microsoftonline.com/§G§/oauth2/v2.0/token',
    'client_secret = "§S§"',
)
shape(
    "aad-secret-az-login",
    aadsecret,
    "az login --service-principal -u §G§ -p §S§ --tenant §G§",
    "az login --service-principal --username §G§ --password §S§ --tenant §G§",
    '+ az login --service-principal -u http://§SVC§ -p "§S§" -t §G§',
)
shape(
    "aad-secret-sp-json",
    aadsecret,
    '{\n  "appId": "§G§",\n  "displayName": "§SVC§",\n  "password": "§S§",\n  "tenant": "§G§"}',
    '{"clientId":"§G§","clientSecret":"§S§","subscriptionId":"§G§"}',
    '"aadClientSecret": "§S§",',
)
shape(
    "aad-secret-env",
    aadsecret,
    "ARM_CLIENT_SECRET=§S§",
    'export AZURE_CLIENT_SECRET="§S§"',
    "$env:AZURE_CLIENT_SECRET = '§S§'",
    "env: AZURE_CLIENT_SECRET: §S§",
)
shape(
    "aad-secret-bare",
    aadsecret,
    "AADSTS7000215: Invalid client secret provided: §S§",
    "rotated credential of app §G§: §S§",
)
shape("jwt-bare", jwt, "token is §S§", "response: §S§")
shape("jwt-short-bare", jwt_short, "invalid signature in §S§ (HS256)", "got §S§")
shape(
    "jwt-signature-tail",
    jwt_sig,
    "IMDS answered with §S§ for the identity §G§",
    "access token: §S§",
)
shape(
    "jwt-bearer-header",
    jwt,
    "Authorization: Bearer §S§",
    "> authorization: Bearer §S§",
    "Headers: {'Authorization': 'Bearer §S§', 'Accept': '*/*'}",
)
shape(
    "jwt-curl",
    jwt,
    'curl -sS -H "Authorization: Bearer §S§" https://management.azure.com/subscriptions?api-version=2022-12-01',
    "+ curl -H 'Authorization: Bearer §S§' -o out.json https://§KV§.vault.azure.net/secrets",
)
shape(
    "jwt-json",
    jwt,
    '{"access_token":"§S§","client_id":"§G§","expires_in":"86399","token_type":"Bearer"}',
    '"accessToken": "§S§",',
    '"id_token":"§S§"',
)
shape(
    "bearer-opaque",
    lambda r: b64u(r, 48),
    "Authorization: Bearer §S§",
    'wget --header="Authorization: Bearer §S§" https://§H§/x',
)
shape(
    "refresh-token",
    lambda r: "0.AX" + b64u(r, 12) + "." + b64u(r, 300),
    '"refresh_token":"§S§"',
    "refresh_token=§S§&grant_type=refresh_token",
    "refreshToken: §S§",
)
shape(
    "device-code-auth-code",
    lambda r: "0.A" + b64u(r, 80),
    "POST /token grant_type=authorization_code&code=§S§&redirect_uri=http%3A%2F%2Flocalhost",
)
# --- provider tokens
shape(
    "github-ghp",
    lambda r: "ghp_" + alnum(r, 36),
    "remote: Invalid username or password for §S§",
    "git clone https://§S§@github.com/contoso/a.git",
    "GH_TOKEN=§S§",
    "Authorization: token §S§",
)
shape(
    "github-gho-ghs",
    lambda r: r.choice(["gho", "ghs", "ghu", "ghr"]) + "_" + alnum(r, 36),
    "gh auth status: token §S§ is expired",
    "https://x-access-token:§S§@github.com/contoso/b",
)
shape(
    "github-fine-grained",
    lambda r: "github_pat_" + alnum(r, 22) + "_" + alnum(r, 59),
    "export GITHUB_TOKEN=§S§",
    "using §S§ to fetch the release",
)
shape(
    "gitlab-pat",
    lambda r: "glpat-" + b64u(r, 20),
    'curl --header "PRIVATE-TOKEN: §S§" https://gitlab.example.com/api/v4/projects',
    "gitlab token §S§ rejected",
    "gitlab-runner register --token §S§",
)
shape(
    "slack-token",
    lambda r: (
        "xox" + r.choice("bp") + "-" + digits(r, 12) + "-" + digits(r, 13) + "-" + alnum(r, 24)
    ),
    "slack: invalid_auth for §S§",
    "SLACK_BOT_TOKEN=§S§",
)
shape(
    "slack-webhook",
    lambda r: "T" + pick(r, _UP + _DI, 8) + "/B" + pick(r, _UP + _DI, 8) + "/" + alnum(r, 24),
    "POST https://hooks.slack.com/services/§S§ returned 404",
)
shape(
    "aws-secret-access-key",
    lambda r: b64(r, 40),
    "aws_secret_access_key = §S§",
    "AWS_SECRET_ACCESS_KEY=§S§",
    '"SecretAccessKey": "§S§"',
)
shape(
    "aws-access-key-id",
    lambda r: "AKIA" + pick(r, _UP + "234567", 16),
    "AWS_ACCESS_KEY_ID=§S§",
    "InvalidAccessKeyId: §S§ does not exist in our records",
)
shape(
    "google-api-key",
    lambda r: "AIza" + b64u(r, 35),
    "https://maps.googleapis.com/maps/api/geocode/json?key=§S§",
    "GOOGLE_API_KEY=§S§",
    "API key §S§ not valid",
)
shape(
    "npm-token",
    lambda r: "npm_" + alnum(r, 36),
    "//packages.example.com/npm/:_authToken=§S§",
    "npm ERR! 401 with token §S§",
)
shape(
    "npmrc-password",
    lambda r: b64(r, 70) + "==",
    "//pkgs.dev.azure.com/contoso/_packaging/feed/npm/registry/:_password=§S§",
)
shape(
    "pypi-token",
    lambda r: "pypi-AgEIcHlwaS5vcmc" + b64u(r, 140),
    "twine upload -u __token__ -p §S§ dist/*",
    "TWINE_PASSWORD=§S§",
)
shape(
    "docker-config-auth",
    lambda r: _b64mod.b64encode((r.choice(FIRST) + ":" + alnum(r, 22)).encode()).decode(),
    '{"auths":{"§SVC§.azurecr.io":{"auth":"§S§"}}}',
    '{\n "auths": {\n  "https://index.docker.io/v1/": {\n   "auth": "§S§"}}}',
)
shape(
    "docker-hub-pat",
    lambda r: "dckr_pat_" + b64u(r, 27),
    "docker login -u contoso -p §S§",
    "echo §S§ | docker login -u contoso --password-stdin",
)
shape(
    "azure-devops-pat",
    lambda r: pick(r, _LO + "234567", 52),
    "curl -u :§S§ https://dev.azure.com/contoso/_apis/projects?api-version=7.0",
    "./config.sh --unattended --url https://dev.azure.com/contoso --auth pat --token §S§ --pool linux",
    "AZURE_DEVOPS_EXT_PAT=§S§",
    "git clone https://§S§@dev.azure.com/contoso/p/_git/r",
    "VSTS_AGENT_INPUT_TOKEN=§S§",
)
shape(
    "azure-devops-pat-84",
    lambda r: (
        alnum(r, 52) + "JQQJ99" + alnum(r, 6) + "ACAAAAA" + alnum(r, 5) + "AZDO" + alnum(r, 4)
    ),
    "config.cmd --unattended --auth PAT --token §S§",
    "az devops login: PAT=§S§",
)
shape(
    "databricks-token",
    lambda r: "dapi" + hexs(r, 32),
    "databricks configure --token §S§",
    "DATABRICKS_TOKEN=§S§",
    "Error: token §S§-2 is invalid",
)
shape(
    "datadog-key",
    lambda r: hexs(r, 32),
    "DD_API_KEY=§S§ bash -c install_script_agent7.sh",
    "DD-API-KEY: §S§",
    "datadog.yaml api_key: §S§",
)
shape(
    "splunk-hec",
    guid,
    "Authorization: Splunk §S§",
    'curl -k https://§H§:8088/services/collector -H "Authorization: Splunk §S§"',
    "[http://hec] token=§S§",
)
shape(
    "vault-token",
    lambda r: "hvs." + b64u(r, 90),
    "VAULT_TOKEN=§S§",
    "X-Vault-Token: §S§",
    "vault login §S§",
)
shape(
    "stripe-openai-sendgrid",
    lambda r: r.choice(
        [
            lambda: "sk_live_" + alnum(r, 24),
            lambda: "sk-proj-" + alnum(r, 48),
            lambda: "SG." + b64u(r, 22) + "." + b64u(r, 43),
        ]
    )(),
    "request failed, key §S§",
    "API_KEY=§S§",
    n=9,
)
shape(
    "newrelic-grafana",
    lambda r: r.choice(
        [
            lambda: "NRAK-" + pick(r, _UP + _DI, 27),
            lambda: "glsa_" + alnum(r, 32) + "_" + hexs(r, 8),
        ]
    )(),
    "api key §S§ rejected with 403",
    "token: §S§",
    n=6,
)
shape(
    "nuget-api-key",
    lambda r: "oy2" + lower(r, 43),
    "nuget push p.nupkg -ApiKey §S§ -Source https://packages.example.com/v3/index.json",
    "dotnet nuget push p.nupkg --api-key §S§",
)
shape(
    "terraform-cloud-token",
    lambda r: alnum(r, 14) + ".atlasv1." + alnum(r, 67),
    'credentials "app.terraform.io" { token = "§S§" }',
    "TF_TOKEN_app_terraform_io=§S§",
)
# --- private keys, certificates


def _pem(kind):
    def g(rng):
        lines = [b64(rng, 64) for _ in range(3)]
        body = "-----BEGIN " + kind + "-----\n" + "\n".join(lines) + "\n-----END " + kind + "-----"
        return body, rng.choice(lines)

    return g


_PK = "PRIVATE" + " KEY"
for _k in ("RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", ""):
    shape("pem-" + (_k.strip().lower() or "pkcs8"), _pem(_k + _PK), "§S§", "key: §S§")


def _pem_oneline(rng):
    lines = [b64(rng, 64) for _ in range(4)]
    return "-----BEGIN " + _PK + "-----\\n" + "\\n".join(
        lines
    ) + "\\n-----END " + _PK + "-----\\n", rng.choice(lines)


def _pem_truncated(rng):
    lines = [b64(rng, 64) for _ in range(3)]
    return "-----BEGIN RSA " + _PK + "-----\n" + "\n".join(lines) + "\n" + b64(
        rng, 20
    ) + "... (truncated)", lines[2]


shape(
    "pem-json-oneline",
    _pem_oneline,
    '{"private_key": "§S§", "type": "service_account"}',
    '"privateKey":"§S§"',
)
shape("pem-truncated", _pem_truncated, "§S§")
shape(
    "pem-indented-yaml",
    lambda r: (
        lambda a, b: (
            "    -----BEGIN RSA "
            + _PK
            + "-----\n    "
            + a
            + "\n    "
            + b
            + "\n    -----END RSA "
            + _PK
            + "-----",
            b,
        )
    )(b64(r, 64), b64(r, 64)),
    "ssh_keys:\n§S§",
)
shape(
    "ppk-private-lines",
    lambda r: (lambda a, b: (a + "\n" + b, b))(b64(r, 64), b64(r, 64)),
    "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPrivate-Lines: 2\n§S§",
)
shape(
    "pkcs12-openssl-pass",
    pw,
    "openssl pkcs12 -in cert.pfx -nodes -passin pass:§S§",
    "openssl pkcs12 -export -out c.pfx -inkey k.pem -in c.pem -passout pass:§S§",
    'openssl rsa -in k.pem -passin "pass:§S§"',
)
shape(
    "pfx-keytool-certutil",
    pw,
    "certutil -f -p §S§ -importpfx cert.pfx",
    "keytool -importkeystore -srckeystore c.p12 -srcstorepass §S§ -deststorepass changeit",
    "keytool -list -keystore k.jks -storepass §S§",
    "az keyvault certificate import --vault-name §KV§ -n c -f c.pfx --password §S§",
    "signtool sign /f c.pfx /p §S§ a.exe",
)
shape(
    "kubeconfig-client-key-data",
    lambda r: "LS0tLS1CRUdJTi" + b64(r, 400),
    "    client-key-data: §S§",
    "users:\n- name: clusterUser\n  user:\n    client-key-data: §S§",
    '"client-key-data": "§S§"',
)
shape(
    "kubeconfig-token",
    lambda r: hexs(r, 128),
    "users:\n- name: admin\n  user:\n    token: §S§",
    "    token: §S§\ncurrent-context: aks-§SVC§",
)
shape(
    "tls-key-k8s-secret",
    lambda r: "LS0tLS1CRUdJTi" + b64(r, 300),
    "apiVersion: v1\nkind: Secret\ndata:\n  tls.key: §S§",
)
# --- kubernetes


def _kubeadm(rng):
    return lower(rng, 6) + "." + lower(rng, 16)


shape(
    "kubeadm-token",
    _kubeadm,
    "kubeadm join §H§:6443 --token §S§ --discovery-token-ca-cert-hash sha256:§H64§",
    "kubeadm token create printed: kubeadm join api:6443 --token=§S§",
    "--tls-bootstrap-token §S§",
)
shape(
    "aks-bootstrap-token",
    _kubeadm,
    "TLS_BOOTSTRAP_TOKEN=§S§",
    'TLS_BOOTSTRAP_TOKEN="§S§" /opt/azure/containers/provision.sh >> /var/log/azure/cluster-provision.log',
    '- name: kubelet-bootstrap\n  user:\n    token: "§S§"',
)
shape(
    "k3s-rke2-token",
    lambda r: "K10" + hexs(r, 64) + "::server:" + hexs(r, 32),
    "K3S_TOKEN=§S§",
    "rke2 server token: §S§",
    "k3s agent --server https://§H§:6443 --token §S§",
)
shape(
    "docker-swarm-token",
    lambda r: "SWMTKN-1-" + lower(r, 50) + "-" + lower(r, 25),
    "docker swarm join --token §S§ §H§:2377",
)
shape(
    "kubectl-from-literal",
    pw,
    "kubectl create secret generic db --from-literal=password=§S§",
    "+ kubectl -n §NS§ create secret generic x --from-literal=username=a --from-literal=db-password='§S§'",
)
shape(
    "k8s-secret-yaml-base64",
    lambda r: _b64mod.b64encode(pw(r).encode()).decode(),
    "kind: Secret\nmetadata:\n  name: db\ndata:\n  password: §S§",
    '{"kind":"Secret","data":{"password":"§S§"}}',
)
shape(
    "helm-set",
    pw,
    "helm upgrade --install §SVC§ ./chart --set postgresql.auth.password=§S§",
    "helm install x repo/y --set-string adminPassword=§S§ --wait",
)
# --- terraform
shape(
    "terraform",
    pw,
    "TF_VAR_admin_password=§S§ terraform apply",
    "terraform apply -var admin_password=§S§",
    '  + admin_password = "§S§"',
    "terraform plan -var 'sql_password=§S§' -out p",
    'admin_password = "§S§" -> "new"',
)
# --- unix / cloud-init
shape(
    "cloudinit-passwd-hash",
    lambda r: "$6$" + alnum(r, 8) + "$" + pick(r, _UP + _LO + _DI + "./", 86),
    "users:\n  - name: §USER§\n    passwd: §S§",
    '    hashed_passwd: "§S§"',
    "usermod -p '§S§' §USER§",
    "§USER§:§S§:19700:0:99999:7:::",
)
shape(
    "cloudinit-chpasswd",
    pw,
    "chpasswd:\n  list: |\n    §USER§:§S§\n  expire: false",
    "chpasswd:\n  users:\n  - {name: §USER§, password: §S§, type: text}",
    "#cloud-config\npassword: §S§\nssh_pwauth: true",
)
shape("cloudinit-plain-text-passwd", pw, "  plain_text_passwd: §S§", "    plain_text_passwd: '§S§'")
shape(
    "echo-chpasswd",
    pw,
    "echo §USER§:§S§ | chpasswd",
    "+ echo '§USER§:§S§' | sudo chpasswd",
    'echo "§USER§:§S§"|chpasswd -c SHA512',
)
shape(
    "echo-passwd-stdin",
    pw,
    "echo '§S§' | passwd --stdin §USER§",
    "echo §S§ | sudo -S apt-get update",
)
shape(
    "net-user",
    pw,
    "net user §USER§ §S§ /add",
    'net user §USER§ "§S§" /ADD /Y',
    "net.exe user Administrator §S§",
    "net use Z: \\\\§A§.file.core.windows.net\\s /user:§A§ §S§",
)
shape(
    "powershell-securestring",
    pw,
    'ConvertTo-SecureString "§S§" -AsPlainText -Force',
    "$p = ConvertTo-SecureString -String '§S§' -AsPlainText -Force",
    "ConvertTo-SecureString -AsPlainText '§S§' -Force",
    "New-Object PSCredential('§USER§', (ConvertTo-SecureString '§S§' -AsPlainText -Force))",
)
shape(
    "powershell-env",
    pw,
    "$env:PASSWORD = '§S§'",
    '$env:SQL_PASSWORD="§S§"',
    "[Environment]::SetEnvironmentVariable('DB_PASSWORD', '§S§', 'Machine')",
    '$adminPassword = "§S§"',
    "setx DB_PASSWORD §S§ /M",
)
shape(
    "powershell-option",
    pw,
    'New-LocalUser -Name §USER§ -Password "§S§"',
    "Add-Computer -DomainName contoso.com -AdminPassword '§S§' -Restart",
    "powershell -File setup.ps1 -SafeModePassword §S§ -Verbose",
    "install.ps1 -Password:§S§ -Quiet",
)
shape(
    "export-env",
    lambda r: alnum(r, r.randrange(20, 44)),
    "export API_KEY=§S§",
    "+ export SECRET_TOKEN=§S§",
    "export DB_SECRET='§S§'",
    "Environment=AUTH_TOKEN=§S§",
    "docker run -e API_SECRET=§S§ img:1",
    'ENV ACCESS_KEY="§S§"',
)
shape(
    "export-password",
    pw,
    "export DB_PASSWORD=§S§",
    'declare -x ADMIN_PASSWORD="§S§"',
    "ADMIN_PASS=§S§ ./setup.sh",
    "PASSWORD: §S§",
)
shape("windows-set", pw, "set PASSWORD=§S§", "C:\\> SET SQL_PWD=§S§", 'set "DB_PASS=§S§"')
shape(
    "sshpass",
    pw,
    "sshpass -p §S§ ssh §USER§@§H§",
    "sshpass -p '§S§' scp a §H§:/tmp",
    "SSHPASS=§S§ sshpass -e ssh §H§",
    "plink -ssh -pw §S§ §H§",
)
shape(
    "curl-user",
    pwurl,
    "curl -u §USER§:§S§ https://§H§/api",
    "curl --user '§USER§:§S§' -O https://§H§/f",
    "curl: option --proxy-user §USER§:§S§: refused",
)
shape(
    "wget-password",
    pwurl,
    "wget --user=§USER§ --password=§S§ https://§H§/f.tgz",
    "wget --http-password '§S§' https://§H§/f.tgz",
)
shape(
    "cifs-mount",
    skey,
    "mount -t cifs //§A§.file.core.windows.net/s /mnt -o vers=3.0,username=§A§,password=§S§,serverino",
    "//§A§.file.core.windows.net/s /mnt cifs username=§A§,password=§S§,dir_mode=0777 0 0",
)
shape(
    "netrc",
    pwurl,
    "machine §H§ login §USER§ password §S§",
    "~/.netrc: machine §H§\n  login §USER§\n  password §S§",
)
shape(
    "ldap-bind",
    pw,
    "ldapsearch -x -H ldaps://§H§ -D cn=admin,dc=contoso,dc=com -w §S§",
    "bindpw §S§",
    "ldap_default_authtok = §S§",
)
shape(
    "kerberos",
    pw,
    "ktpass /princ HTTP/§H§ /mapuser §USER§ /pass §S§ /out k.keytab",
    "echo §S§ | kinit §USER§",
    "adcli join --stdin-password: password=§S§",
    "realm join contoso.com: echo '§S§' | kinit Administrator",
)
shape(
    "ssh-keygen-gpg",
    pw,
    "ssh-keygen -t rsa -N §S§ -f id_rsa",
    "gpg --batch --passphrase §S§ -d f.gpg",
    "ssh-keygen -q -N '§S§' -f k",
)
shape(
    "smtp-password",
    pw,
    "smtp_password: §S§",
    "relayhost sasl: [smtp.example.com]:587 §USER§:§S§",
    "Send-MailMessage failed; SmtpPassword=§S§",
)
shape("htpasswd", pw, "htpasswd -bc /etc/nginx/.htpasswd §USER§ §S§", "htpasswd -nb §USER§ '§S§'")
shape(
    "schtasks-sc-winrm",
    pw,
    "schtasks /create /tn job /tr a.exe /ru contoso\\svc /rp §S§",
    "sc.exe config §SVC§ obj= contoso\\svc password= §S§",
    "psexec \\\\host -u admin -p §S§ cmd",
    "winrs -r:host -u:admin -p:§S§ hostname",
)
shape(
    "unattend-xml",
    pw,
    "<AdministratorPassword><Value>§S§</Value><PlainText>true</PlainText></AdministratorPassword>",
    "<UserPassword>§S§</UserPassword>",
)
# --- network
shape(
    "wireguard-key",
    sbkey,
    "[Interface]\nPrivateKey = §S§\nListenPort = 51820",
    "PresharedKey = §S§",
)
shape(
    "vpn-psk",
    pwurl,
    "az network vpn-connection create -n c --vnet-gateway1 g --shared-key §S§",
    '%any §H§ : PSK "§S§"',
    '"sharedKey": "§S§"',
    "Set-AzVirtualNetworkGatewayConnectionSharedKey -Value §S§",
)
shape(
    "wifi-psk",
    pwurl,
    'network={ ssid="office" psk="§S§" }',
    "nmcli dev wifi connect office password §S§",
    "wpa_passphrase=§S§",
)
shape(
    "snmp-community",
    lambda r: r.choice(WORDS) + alnum(r, 6),
    "snmpwalk -v2c -c §S§ §H§ sysDescr",
    "rocommunity §S§",
    "snmp-server community §S§ RO",
    "snmp community: §S§",
)
shape(
    "snmpv3",
    pwurl,
    "snmpget -v3 -u ops -l authPriv -a SHA -A §S§ -x AES §H§",
    'createUser ops SHA "§S§" AES',
)
# --- headers, cookies
shape(
    "basic-auth-header",
    lambda r: _b64mod.b64encode((r.choice(FIRST) + ":" + pw(r)).encode()).decode(),
    "Authorization: Basic §S§",
    "curl -H 'Authorization: Basic §S§' https://§H§",
    '"Authorization": "Basic §S§"',
    "Proxy-Authorization: Basic §S§",
    'git -c http.extraheader="AUTHORIZATION: basic §S§" fetch',
)
shape(
    "api-key-header",
    lambda r: alnum(r, 32),
    "X-Api-Key: §S§",
    "curl -H 'x-api-key: §S§' https://§H§",
    "{'X-API-KEY': '§S§'}",
    '-H "X-Auth-Token: §S§"',
    "x-functions-key: §S§",
)
shape(
    "set-cookie",
    lambda r: b64u(r, 40),
    "Set-Cookie: sessionid=§S§; Path=/; HttpOnly",
    "< set-cookie: ARRAffinity=§S§;Path=/;Domain=§H§",
    "Set-Cookie: .AspNetCore.Cookies=§S§; secure; samesite=lax",
)
shape(
    "cookie",
    lambda r: b64u(r, 32),
    "Cookie: JSESSIONID=§S§",
    "curl -b 'session=§S§' https://§H§",
    "Cookie: a=1; connect.sid=§S§; lang=en",
    'curl --cookie "PHPSESSID=§S§" https://§H§',
)
shape(
    "cookie-second-value", lambda r: b64u(r, 32), "Cookie: theme=dark; ASP.NET_SessionId=§S§; x=1"
)
# --- config formats
shape(
    "json-admin-password",
    pw,
    '"adminPassword": "§S§"',
    '{"osProfile":{"adminUsername":"§USER§","adminPassword":"§S§"}}',
    '{"adminPassword":{"value":"§S§"}}',
    "{'password': '§S§', 'user': '§USER§'}",
)
shape(
    "json-escaped-in-json",
    pw,
    '{"message":"{\\"username\\":\\"§USER§\\",\\"password\\":\\"§S§\\"}"}',
    '{"m":"{\\\\\\"apiKey\\\\\\":\\\\\\"§S§\\\\\\"}"}',
    '"settings": "{\\"adminPassword\\": \\"§S§\\", \\"n\\": 1}"',
)
shape(
    "json-keys",
    lambda r: alnum(r, 30),
    '{"apiKey":"§S§"}',
    '{"secret": "§S§", "ok": true}',
    '{"token":"§S§"}',
    '{"connection_secret" : "§S§"}',
    '{"secretKey":"§S§"}',
    '{"accessKey":"§S§"}',
)
shape(
    "yaml-keys",
    pw,
    "database:\n  user: §USER§\n  password: §S§",
    "db_password: '§S§'",
    'secrets:\n  - api_secret: "§S§"',
    "- passphrase: §S§",
)
shape("yaml-block-scalar", lambda r: alnum(r, 24), "password: |\n  §S§", "api_token: >-\n    §S§")
shape(
    "yaml-name-value",
    pw,
    'env:\n- name: DB_PASSWORD\n  value: "§S§"',
    '{"name": "DB_PASSWORD", "value": "§S§"}',
    "- name: API_TOKEN\n  value: §S§",
)
shape(
    "xml-element",
    pw,
    "<password>§S§</password>",
    "<Credential><UserName>§USER§</UserName><Password>§S§</Password></Credential>",
    "<server><id>nexus</id><password>§S§</password></server>",
    '<ns:Password Type="text">§S§</ns:Password>',
)
shape(
    "dotnet-config",
    lambda r: alnum(r, 28),
    '<add key="ApiKey" value="§S§" />',
    '<appSettings><add key="ClientSecret" value="§S§"/></appSettings>',
    '<add name="x" password="§S§" />',
    '<machineKey validationKey="§S§" validation="SHA1" />',
)
shape(
    "dotnet-connectionstrings",
    pw,
    '<add name="Db" connectionString="Server=§H§;User Id=sa;Password=§S§;" providerName="System.Data.SqlClient" />',
    '"ConnectionStrings": {"Db": "Server=§H§;User Id=sa;Password=§S§"}',
)
shape(
    "ini",
    pw,
    "[database]\nuser = §USER§\npassword = §S§",
    "password=§S§",
    "admin_pwd = §S§",
    "; config\nsecret_key = §S§",
    "spring.datasource.password=§S§",
)
shape(
    "cli-long-option",
    pw,
    "installer --password=§S§ --silent",
    "setup --admin-password §S§",
    "tool --secret §S§ run",
    "agent --auth-token=§S§",
    "app --passphrase '§S§'",
    'x --api-key "§S§"',
    "msiexec /i a.msi PASSWORD=§S§ /qn",
)
shape(
    "az-options",
    pw,
    "az vm create -n §VM§ -g §RG§ --admin-username a --admin-password §S§",
    "az vm user update -u §USER§ -p §S§ -n §VM§ -g §RG§",
    "az sql server create --admin-user a --admin-password '§S§'",
    "az keyvault secret set --vault-name §KV§ --name db --value §S§",
    "az aks create --windows-admin-password §S§",
)
shape(
    "sentence-password",
    lambda r: alnum(r, 6) + r.choice("!#%*") + alnum(r, 6),
    "Your temporary password is: §S§",
    "Generated password: §S§",
    "The new password for user §USER§ is §S§",
    "password '§S§' was rejected by the server",
    "A temporary password is generated for root@localhost: §S§",
)
shape(
    "process-list",
    pw,
    "root 4711 0.0 /usr/bin/app --db-pass=§S§ --port 80",
    "Command '['app', '--password', '§S§']' returned non-zero exit status 1.",
    "subprocess.CalledProcessError: Command 'app -x --token §S§' returned 2",
    'exec: ["app","--client-secret","§S§"]: exit 1',
    "Process command line: a.exe /password:§S§ /q",
)
# --- hard values
shape(
    "passphrase-spaces",
    phrase,
    'passphrase="§S§"',
    "--password '§S§'",
    '"adminPassword": "§S§"',
    'export PASSPHRASE="§S§"',
    "$env:PASSWORD = '§S§'",
)
shape(
    "passphrase-spaces-tail",
    phrase_tail,
    '--passphrase "§S§" --force',
    '{"password": "§S§"}',
    "password: '§S§'",
    'ConvertTo-SecureString "§S§" -AsPlainText -Force',
    "<password>§S§</password>",
)


def _esc(sep):
    def g(rng):
        a, b = alnum(rng, 7), alnum(rng, 9)
        return a + sep + b, b

    return g


shape(
    "json-escaped-quote-tail",
    _esc('\\"'),
    '{"password": "§S§", "user": "x"}',
    '"clientSecret":"§S§"',
)
shape("json-escaped-backslash-tail", _esc("\\\\"), '{"adminPassword": "§S§"}', '"password":"§S§"}')
shape("json-unicode-escape-tail", _esc("\\u0026"), '{"password":"§S§"}', '"apiKey": "§S§"')
shape(
    "shell-escaped-quote-tail",
    _esc("'\\''"),
    "export PASSWORD='§S§'",
    "tool --password '§S§' --yes",
)
shape("shell-backslash-tail", _esc("\\$"), "--password=§S§", 'PASSWORD="§S§"')
shape("shell-escaped-space-tail", _esc("\\ "), "tool --password §S§ --yes")
shape(
    "powershell-doubled-quote-tail",
    _esc("''"),
    "$env:PASSWORD = '§S§'",
    "ConvertTo-SecureString '§S§' -AsPlainText -Force",
)
shape("powershell-backtick-tail", _esc('`"'), '$password = "§S§"', '-Password "§S§"')
shape(
    "xml-entity-tail",
    _esc("&amp;"),
    "<password>§S§</password>",
    '<add key="ApiSecret" value="§S§" />',
)
shape(
    "password-with-special-tail",
    lambda r: (lambda a, sp, b: (a + sp + b, b))(
        alnum(r, 5), r.choice(["&", "<", "|", "@", ",", "(", "="]), alnum(r, 9)
    ),
    "--password '§S§'",
    'password: "§S§"',
    '{"password":"§S§"}',
    n=8,
)
shape(
    "unicode-password",
    lambda r: "Grün" + alnum(r, 5) + "ß" + alnum(r, 4),
    "password=§S§",
    '{"adminPassword":"§S§"}',
    "--password '§S§'",
)
shape(
    "short-weak-password",
    lambda r: r.choice(["P@ss", "Pa55", "adm1n", "s3cr", "Hunter"]) + digits(r, 3),
    "password=§S§",
    "--admin-password §S§",
    '"password":"§S§"',
    "Password: §S§",
)
shape(
    "password-json-number",
    lambda r: digits(r, 10),
    '{"password": §S§, "x": 1}',
    "port: 5432\npassword: §S§",
)
# --- persons and addresses
shape(
    "email",
    email,
    "Access denied for user §S§",
    "signed in as §S§",
    '{"userPrincipalName":"§S§"}',
    "The client '§S§' with object id '§G§' does not have authorization to perform action",
    "mailto:§S§",
    "From: Ops <§S§>",
)
shape(
    "private-ipv4",
    rand_ipv4,
    "connect to §S§:443 failed: Connection timed out",
    "dial tcp §S§:10250: i/o timeout",
    "inet §S§/24 brd",
    "Node IP is §S§.",
    'Get "https://§S§:443/healthz": EOF',
    "Private IP address §S§ is already in use",
    "address=§S§",
    n=10,
)
shape(
    "private-ipv6",
    rand_ula,
    "connect to [§S§]:443 failed",
    "inet6 §S§/64 scope global",
    "dial tcp [§S§]:6443: refused",
    "Neighbor §S§ unreachable",
)

# =========================================================================== NON_SECRETS
NON_SECRETS: list = []
_seen = set()


def lit(kind, *texts):
    for t in texts:
        if t not in _seen:
            _seen.add(t)
            NON_SECRETS.append((kind, t))


def gen(kind, n, *templates):
    """n distinct texts, templates in turn."""
    rng = random.Random("plain:" + kind)
    made = tries = 0
    while made < n:
        t = fill(templates[tries % len(templates)], rng)
        tries += 1
        if t not in _seen:
            _seen.add(t)
            NON_SECRETS.append((kind, t))
            made += 1
        elif tries > 200 * n:
            raise ValueError("templates of %s are too few" % kind)


CODES = """AllocationFailed ZonalAllocationFailed OverconstrainedAllocationRequest OverconstrainedZonalAllocationRequest
SkuNotAvailable QuotaExceeded OperationNotAllowed ResourceGroupNotFound ResourceNotFound ParentResourceNotFound
NotFound Conflict BadRequest Forbidden Unauthorized AuthorizationFailed LinkedAuthorizationFailed InvalidParameter
InvalidTemplate InvalidTemplateDeployment DeploymentFailed DeploymentActive DeploymentNotFound DeploymentQuotaExceeded
DeploymentNameInvalid DeploymentFailedCleanUp VMExtensionProvisioningError VMExtensionProvisioningTimeout
VMExtensionHandlerNonTransientError VMExtensionHandlerTransientError VMExtensionManagementInternalError
VMAgentStatusCommunicationError VMStartTimedOut VMProvisioningTimeout OSProvisioningTimedOut OSProvisioningClientError
OSProvisioningInternalError NetworkingInternalOperationError InternalExecutionError InternalOperationError
InternalServerError InternalDiskManagementError InternalNetworkingError OperationPreempted OperationPreemptedByMoreRecentOperation
RetryableError RetryableErrorDueToAnotherOperation AnotherOperationInProgress AttachDiskWhileBeingDetached DiskNotFound
DiskBlobAlreadyInUseByAnotherDisk DiskBlobNotFound DiskBlobPendingCopyOperation DiskImageNotReady DiskPreparationError
DiskProcessingError DiskServiceInternalError ImageBlobNotFound ImageNotFound ImageVersionDeprecated IncorrectDiskBlobType
IncorrectImageBlobType AttachedDisksExceedLimit MaxStorageAccountsCountExceeded StorageAccountAlreadyExists StorageAccountAlreadyTaken
StorageAccountNotFound StorageAccountTypeNotSupported StorageAccountTypeConversionNotAllowed StorageAccountIsNotProvisioned
StorageAccountOperationInProgress StorageAccountSubscriptionMismatch StorageAccountNotRecognized StorageAccountLimitation
AccountIsDisabled AccountPropertyCannotBeUpdated AccountNameInvalid AccountAlreadyExists CannotAttachDiskWithLunInUse
CannotAttachRootDisk CanceledAndSupersededDueToAnotherOperation CertificateImproperlyFormatted ConflictingUserInput
CrpNotInitialized DedicatedHostNotFound DiskEncryptionInternalError DiskEncryptionKeySecretMissing DiskEncryptionKeySecretUnwrapFailed
DiskEncryptionSetNotFound DiskAccessNotFound FailedStorageAccountTypeChange HostCapacityExceeded HostGroupAllocationFailed
InvalidAccountType InvalidApiVersionParameter InvalidAuthenticationToken InvalidAuthenticationTokenTenant InvalidCertificateThumbprint
InvalidContentLink InvalidDeploymentLocation InvalidDiskCapacity InvalidGlobalResourceReference InvalidImageReference
InvalidLocation InvalidNetworkConfigurationErrorCode InvalidPasswordFormat InvalidRequestContent InvalidRequestFormat InvalidRequestUri
InvalidResourceGroupLocation InvalidResourceLocation InvalidResourceName InvalidResourceNamespace InvalidResourceReference
InvalidResourceType InvalidSubscriptionRegistrationState InvalidTenantId InvalidVaultUri InvalidVhd InvalidVMSize InvalidZone
InUseSubnetCannotBeDeleted InUseNetworkSecurityGroupCannotBeDeleted InUseRouteTableCannotBeDeleted JobCanceled JobSizeExceeded
KeyEncryptionKeyMissing KeyVaultAccessForbidden KeyVaultAndDiskInDifferentRegions KeyVaultAndVMInDifferentRegions KeyVaultDoesNotExist
KeyVaultNotFound KeyVaultNotInSameRegion KeyVaultKeyNotFound KeyVaultParameterReferenceAuthorizationFailed
KeyVaultParameterReferenceSecretRetrieveFailed KeyVaultParameterReferenceNotFound LicenseTypeUpdateNotAllowed LocationNotAvailableForResourceType
LowPriorityQuotaExceeded SpotQuotaExceeded ManagedIdentityNotFound MarketplacePurchaseEligibilityFailed MaxDataDiskCountExceeded
MissingMoveDependentResources MissingRegistrationForLocation MissingSubscriptionRegistration MissingSubscriptionId
MoveCannotProceedWithResourcesNotInSucceededState MultipleErrorsOccurred NetworkAclsValidationFailure NetworkInterfaceBeingMovedOrDeleted
NetworkInterfaceCountExceeded NetworkInterfaceInUse NetworkInterfacesAtLeastOneReferenced NetworkProfileAlreadyInUseWithContainerNics
NetworkSecurityGroupCannotBeAttachedToGatewaySubnet NetcfgInvalidSubnet NetcfgSubnetRangesOverlap NetcfgInvalidIPAddressPrefix NetcfgSubnetRangeOutsideVnet
NicInUse NicReservedForAnotherVm NicInUseWithPrivateEndpoint NoRegisteredProviderFound NotLatestOperation NotSupported
OperationNotAllowedOnVMImageAsVMsBeingProvisioned OutboundConnectivityNotEnabledOnVM OutOfCapacity PasswordTooLong PasswordTooShort
PlatformImageNotFound PIRImageNotFound PolicyViolation PreconditionFailed PremiumIONotSupported PrincipalNotFound PrivateEndpointCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled
PrivateIPAddressInUse PrivateIPAddressInReservedRange PrivateIPAddressIsAllocated PrivateIPAddressNotInSubnet ProvisioningDisabled
PublicIPAddressCannotBeDeleted PublicIPAddressInUse PublicIPAddressInUseByAnotherResource PublicIPCountLimitReached PublicIPReferencedByMultipleIPConfigs
PropertyChangeNotAllowed RateLimitExceeded ReferencedResourceNotProvisioned ReservedResourceName RequestDisallowedByAzure RequestDisallowedByPolicy
RequestEntityTooLarge RequestRateTooLarge ResourceCountExceedsLimitDueToTemplate ResourceDeploymentFailure ResourceGroupBeingDeleted
ResourceGroupDeletionBlocked ResourceGroupQuotaExceeded ResourceNotPermittedOnDelegatedSubnet ResourceOperationFailure ResourcePostDeploymentVerificationFailed
ResourceProviderNotRegistered ResourcesBeingMoved ResourcesNotInSameSubscription ResourceTypeNotSupported ResourcePurchaseCanceling RoleAssignmentExists RoleAssignmentLimitExceeded
RoleAssignmentUpdateNotPermitted RoleDefinitionDoesNotExist ScopeLocked SecurityRuleConflict SecurityRuleParameterContainsUnsupportedValue
ServerTimeout ServiceUnavailable SnapshotBasedDiskDeleteFailed SpecifiedDiskNotFoundInVm StaleResourceReference
SubnetIsFull SubnetNotFound SubnetsNotInSameVnet SubnetsHaveNoServiceEndpointsConfigured SubnetWithExternalResourcesCannotBeUsedByOtherResources
SubscriptionNotAuthorizedForImage SubscriptionNotFound SubscriptionNotRegistered SubscriptionRegistrationFailed SubscriptionRequestsThrottled SubscriptionNotRegisteredForFeature
TargetInstanceIdNotFound TemplateResourceCircularDependency TooManyRequests TooManyVMRedeploymentRequests TenantNotFound
UnableToFindVirtualNetwork UnauthorizedClientApplication UnmanagedStorageAccountNotSupported UnsupportedResourceOperation
UserAssignedIdentityNotFound UserImageVersionNotFound VaultNameNotValid VaultAlreadyExists VCPUsQuotaExceeded VHDSizeInvalid
VirtualMachineScaleSetNotFound VirtualNetworkGatewayNotFound VMAgentNotReady VMArtifactRepositoryInternalError VMCannotFitEphemeralOSDisk
VMDeallocationTimedOut VMImageNotFound VMImageBuilderError VMMarketplaceInvalidInput VMNotFound VMRedeploymentFailed VMRedeploymentTimedOut VMSizeDoesntSupportPremiumStorage
VMSizeNotSupported VMTemporarySizeMismatch VmssModelUpdateConflict VMScaleSetVMNotFound VnetAddressSpaceOverlapsWithAlreadyPeeredVnet
VnetAddressSpacesOverlap VnetCountLimitReached VnetNotFound VMProvisioningFailed ZonesNotAvailableForSubscription AvailabilityZoneNotSupported
AadAuthFailure AddonOperationFailed AgentPoolK8sVersionNotSupported AgentPoolNotFound AksCapacityError AvailabilitySetCountExceeded
CSEInstallError CannotDeleteLoadBalancerWithPrivateLinkService ControlPlaneAddOnsNotReady CreateVMSSAgentPoolFailed CustomScriptExecutionFailed DnsRecordInUse
ErrorCodeOutboundConnFailVMExtensionError GetVnetError InsufficientSubnetSize InvalidLoadBalancerProfileAllocatedOutboundPorts K8SAPIServerConnFailVMExtensionError
K8SAPIServerDNSLookupFailVMExtensionError KubeletConfigInvalid NodePoolMcVersionIncompatible NodesNotReady OutboundConnFailVMExtensionError PodDrainFailure
ReconcileVNetFailed ServiceCidrOverlapExistingSubnetsCidr ServicePrincipalNotFound ServicePrincipalValidationClientError SubnetMissingDelegation
UpgradeFailed UserAssignedIdentityMissing AuthenticationFailed AccountBeingCreated BlobAlreadyExists BlobNotFound BlobArchived ContainerAlreadyExists ContainerBeingDeleted ContainerNotFound
InvalidHeaderValue InvalidQueryParameterValue InvalidRange InsufficientAccountPermissions LeaseAlreadyPresent LeaseIdMissing LeaseIdMismatchWithBlobOperation Md5Mismatch OperationTimedOut ConditionNotMet
ResourceTypeMismatch ShareNotFound SnapshotsPresent UnsupportedHttpVerb ConditionHeadersNotSupported AuthorizationPermissionMismatch AuthorizationSourceIPMismatch AuthorizationProtocolMismatch
KeyBasedAuthenticationNotPermitted NoAuthenticationInformation InvalidAuthenticationInfo FeatureVersionMismatch
SecretNotFound SecretDisabled SecretParameterNotSupported CertificateNotFound KeyNotFound ForbiddenByPolicy ForbiddenByFirewall ForbiddenByRbac ForbiddenByConnection VaultTokenNotValid
BeginCreateOrUpdateFailed RunCommandExecutionFailed UserScriptError GuestAgentNotRunning GuestStateTimeout VMShutdownTimedOut
ApplicationGatewaySubnetInboundTrafficBlockedByNetworkSecurityGroup ApplicationGatewayBackendHttpSettingsPickHostNameFromBackendAddressAndHostNameFieldConflict
ApplicationGatewayHttpListenersUsingSameFrontendPortAndFrontendIpConfiguration ApplicationGatewayTrustedRootCertificateReferencedByBackendHttpSettingsCannotBeDeleted
LoadBalancerWithoutFrontendIPCantHaveChildResources LoadBalancingRuleMustDisableSNATSinceSameFrontendIPConfigurationIsReferencedByOutboundRule
NetworkSecurityGroupNotCompliantForAzureSqlManagedInstanceSubnetIntentPolicy VirtualNetworkGatewayConnectionSharedKeyDoesNotMeetLengthRequirements
PublicIPAddressesOfVirtualMachineScaleSetInstancesCannotBeUpdatedIndividually DiskEncryptionSetIdentityHasNoPermissionToTheKeyVaultOfTheActiveEncryptionKey
VirtualMachineScaleSetOperationCannotBePerformedWhileAutomaticRepairsAreInProgress UserAssignedIdentityCannotBeRemovedWhileReferencedByDiskEncryptionConfiguration
PrivateLinkServiceNetworkPoliciesCannotBeEnabledOnPrivateLinkServiceSubnet DifferentSecurityTypesAreNotAllowedInTheSameAvailabilitySetOrScaleSet
TrustedLaunchVirtualMachinesRequireGenerationTwoImagesWithSecureBootSupport EphemeralOSDiskPlacementNotSupportedForTheRequestedVirtualMachineSize
ProximityPlacementGroupAllocationConstraintsCannotBeSatisfiedInThisAvailabilityZone CapacityReservationGroupDoesNotContainMatchingCapacityReservationForVirtualMachineSize""".split()
CODES = list(dict.fromkeys(CODES))
# bare codes as users see them; those with the 'code:' frame can not be part of a secret's text
lit("azure-code", *["Code: " + c for c in CODES[::3]])
lit("azure-code", *[c for c in CODES if len(c) >= 12])
lit("azure-code-state", *["ProvisioningState/failed/" + c for c in CODES])
_r = random.Random("codes")
lit(
    "azure-code-sentence",
    *[
        "(%s) %s\nCode: %s" % (c, m, c)
        for c, m in zip(
            _r.sample(CODES, 60),
            [
                "The operation could not be completed as it results in exceeding approved quota.",
                "Allocation failed. We do not have sufficient capacity for the requested VM size in this region.",
                "The requested resource does not exist on the server.",
                "Another operation is in progress on this resource.",
                "Provisioning of VM extension 'config-app' has timed out.",
                "At least one resource deployment operation failed.",
            ]
            * 10,
        )
    ],
)
lit("azure-code-long-camel", *[c for c in CODES if len(c) >= 60])
_CW = "Virtual Machine Scale Set Network Interface Security Group Operation Cannot Be Performed While Disk Encryption Is Enabled For Managed Identity Public Address Prefix Load Balancer Backend Pool Extension Handler Provisioning Failed Because Subnet Delegation Missing".split()
while sum(k == "azure-code-long-camel" for k, _ in NON_SECRETS) < 40:
    _c = ""
    while len(_c) < 60 + _r.randrange(30):
        _c += _r.choice(_CW)
    lit("azure-code-long-camel", _c + _r.choice(["Error", "Failed", "NotAllowed", "Timeout"]))

STATUS = """ProvisioningState/succeeded ProvisioningState/creating ProvisioningState/creating/osProvisioningComplete ProvisioningState/updating
ProvisioningState/deleting ProvisioningState/failed ProvisioningState/canceled PowerState/running PowerState/starting PowerState/stopped
PowerState/stopping PowerState/deallocated PowerState/deallocating PowerState/unknown OSState/generalized HealthState/healthy HealthState/unhealthy
HealthState/unknown VMDisplayState/migrating MaintenanceState/enabled ReplicationState/completed EncryptionState/encrypted EncryptionState/notEncrypted
ComponentStatus/StdOut/succeeded ComponentStatus/StdErr/succeeded ComponentStatus/StdOut/failed ComponentStatus/StdErr/failed HibernationState/Hibernated
ProvisioningState/Ready ProvisioningState/Unavailable ProvisioningState/NotReady ProvisioningState/transitioning AggregatedState/failed/1
ProvisioningState/failed/1 ProvisioningState/failed/3 ProvisioningState/failed/52 ProvisioningState/failed/-1 ProvisioningState/failed/126""".split()
lit("status-code", *STATUS)
gen(
    "status-code",
    30,
    "ProvisioningState/failed/§D2§",
    "ProvisioningState/failed/-§D9§",
    "AggregatedState/failed/§D3§",
    "ConfigurationState/succeeded/§D4§",
    "ExtensionState/§CW§/§D2§",
)

_RT = """Microsoft.Compute/virtualMachines Microsoft.Compute/virtualMachineScaleSets Microsoft.Compute/disks Microsoft.Compute/snapshots Microsoft.Compute/availabilitySets
Microsoft.Compute/diskEncryptionSets Microsoft.Compute/proximityPlacementGroups Microsoft.Compute/sshPublicKeys Microsoft.Network/networkInterfaces Microsoft.Network/publicIPAddresses
Microsoft.Network/networkSecurityGroups Microsoft.Network/routeTables Microsoft.Network/loadBalancers Microsoft.Network/applicationGateways Microsoft.Network/azureFirewalls
Microsoft.Network/privateEndpoints Microsoft.Network/privateDnsZones Microsoft.Network/bastionHosts Microsoft.Network/virtualNetworkGateways Microsoft.KeyVault/vaults
Microsoft.ManagedIdentity/userAssignedIdentities Microsoft.ContainerService/managedClusters Microsoft.ContainerRegistry/registries Microsoft.Storage/storageAccounts
Microsoft.OperationalInsights/workspaces Microsoft.Insights/components Microsoft.Sql/servers Microsoft.DBforPostgreSQL/flexibleServers Microsoft.DocumentDB/databaseAccounts
Microsoft.Cache/Redis Microsoft.ServiceBus/namespaces Microsoft.EventHub/namespaces Microsoft.Web/sites Microsoft.App/containerApps Microsoft.RecoveryServices/vaults
Microsoft.Automation/automationAccounts Microsoft.Logic/workflows Microsoft.Batch/batchAccounts Microsoft.HDInsight/clusters Microsoft.Databricks/workspaces""".split()
TOK["RT"] = lambda r: r.choice(_RT)
TOK["LONG"] = lambda r: "".join(r.choice(WORDS) for _ in range(r.randrange(11, 14)))
TOK["LONGX"] = lambda r: "".join(r.choice(WORDS).capitalize() for _ in range(18)) + digits(r, 2)
TOK["LONGD"] = lambda r: "-".join(r.choice(WORDS) for _ in range(r.randrange(10, 14)))
TOK["LONGU"] = lambda r: "_".join(r.choice(WORDS) for _ in range(r.randrange(10, 14)))
_SUB = "/subscriptions/§G§/resourceGroups/§RG§/providers/"
gen(
    "resource-id",
    120,
    _SUB + "§RT§/§SVC§-§ENV§-§D2§",
    "/subscriptions/§G§/resourceGroups/MC_§RG§_aks-§SVC§_§REG§/providers/§RT§/§SVC§§D3§",
    _SUB + "Microsoft.Network/virtualNetworks/vnet-§SVC§/subnets/snet-§ENV§",
    _SUB
    + "Microsoft.Compute/virtualMachineScaleSets/vmss-§SVC§/virtualMachines/§D2§/extensions/CustomScript",
    _SUB + "Microsoft.Compute/galleries/gal_§SVC§/images/ubuntu-§ENV§/versions/§V3§",
    "The Resource '§RT§/§VM§' under resource group '§RG§' was not found.",
)
gen(
    "resource-id-vault-identity",
    40,
    _SUB + "Microsoft.KeyVault/vaults/§KV§/secrets/db-password",
    "https://§KV§.vault.azure.net/secrets/§SVC§-password/§H32§",
    "https://§KV§.vault.azure.net/keys/des-key/§H32§",
    "https://§KV§.vault.azure.net/certificates/tls-§SVC§",
    _SUB + "Microsoft.ManagedIdentity/userAssignedIdentities/id-§SVC§-§ENV§",
)
gen(
    "resource-id-long-name",
    45,
    _SUB + "Microsoft.Compute/images/§LONG§",
    _SUB + "Microsoft.Compute/disks/§LONGX§",
    _SUB + "Microsoft.ManagedIdentity/userAssignedIdentities/§LONGU§",
)
gen(
    "provider-id",
    30,
    "azure:///subscriptions/§G§/resourceGroups/mc_§RG§_§SVC§_§REG§/providers/Microsoft.Compute/virtualMachineScaleSets/aks-pool-§D8§-vmss/virtualMachines/§D2§",
    "providerID: azure:///subscriptions/§G§/resourceGroups/§RG§/providers/Microsoft.Compute/virtualMachines/§VM§",
)
gen(
    "resource-name-long",
    50,
    "§LONG§",
    "§LONGX§",
    "§LONGD§",
    "§LONGU§",
    "Resource §LONG§ is not ready",
)
gen(
    "guid",
    60,
    "§G§",
    "{§G§}",
    "Correlation ID: §G§",
    "x-ms-request-id: §G§",
    "activityId=§G§ completed",
    "Operation §G§ is in state InProgress",
    "tenant §G§ was not found in the directory",
)
gen("guid-list", 25, "§G§ §G§ §G§", "§G§,§G§,§G§,§G§", '["§G§", "§G§"]', "ids:\n§G§\n§G§\n§G§")
gen(
    "image-digest",
    45,
    "sha256:§H64§",
    "mcr.microsoft.com/oss/kubernetes/pause@sha256:§H64§",
    "§SVC§.azurecr.io/§SVC§:§V3§@sha256:§H64§",
    "Digest: sha256:§H64§",
    'Failed to pull image "docker.io/library/nginx@sha256:§H64§": not found',
    "--discovery-token-ca-cert-hash sha256:§H64§",
)
gen(
    "git-hash",
    45,
    "HEAD is now at §H7§ Fix the §W§ §W§",
    "commit §H40§",
    "Checked out §H40§ of refs/heads/main",
    "§H7§..§H7§  main -> origin/main",
    "Updating §H7§..§H7§",
    "tree §H40§ parent §H40§",
)
gen(
    "checksum",
    55,
    "§H64§  §SVC§-§V3§.tar.gz",
    "§H32§  §SVC§_§V3§.deb",
    "§H40§  install-§W§.sh",
    "SHA256 (§SVC§.iso) = §H64§",
    "§H64§ *C:\\Temp\\§SVC§.zip",
    "md5sum: §H32§ mismatch for §W§.bin",
    "sha512:§H128§ verified",
    "Certificate thumbprint §UH40§ not found in LocalMachine\\My",
)
gen(
    "etag",
    20,
    'ETag: W/"§H8§-§H7§"',
    "etag W/\"datetime'§DATE§T08%3A00%3A00.§US§Z'\"",
    'ETag: "0x8D§UH8§AB12C"',
    '"etag": "W/\\"§G§\\""',
)
gen(
    "container-id",
    35,
    "containerd://§H64§",
    "docker://§H64§",
    "cri-o://§H64§",
    'StopContainer for "§H64§" with timeout 30 (s)',
    "cri-containerd-§H64§.scope: Deactivated successfully.",
    "/var/lib/docker/overlay2/§H64§/merged",
    'failed to get container status "§H64§": rpc error: code = NotFound',
)

# --- versions
lit(
    "version",
    *[
        "Linux version %s (buildd@lcy02-amd64)" % v
        for v in ["5.15.0-1073-azure", "6.8.0-1020-azure", "5.4.0-1103-azure"]
    ],
)
gen(
    "version",
    50,
    "kernel 6.§D1§.0-10§D2§-azure",
    "Linux 5.15.0-1§D3§-azure #§D2§-Ubuntu SMP x86_64 GNU/Linux",
    "OS version 10.0.17763.§D4§",
    "Microsoft Windows [Version 10.0.20348.§D4§]",
    "10.0.26100.§D4§",
    "v1.§D2§.§D1§+k3s1",
    "containerd 1.7.§D2§-1",
    "azure-cli 2.§D2§.0",
    ".NET Runtime 8.0.§D2§",
    "PowerShell 7.4.§D2§",
    "openssl 3.0.2-0ubuntu1.§D2§",
    "terraform v1.§D1§.§D2§ on linux_amd64",
)
gen(
    "version-ipv4-like",
    70,
    "WALinuxAgent version §V4§",
    "WALinuxAgent-§V4§",
    "Microsoft.Azure.Extensions.CustomScript-§V3§",
    "Microsoft.Azure.Extensions.CustomScript-§V4§",
    "GuestAgent version: §V4§",
    "Microsoft.Compute.CustomScriptExtension 1.10.§D2§",
    "Extension Microsoft.Azure.Monitor.AzureMonitorWindowsAgent version §V4§ is installing",
    "Agent WALinuxAgent-§V4§ discovered update WALinuxAgent-§V4§",
    "typeHandlerVersion: §V4§",
    "ExtHandler Microsoft.Azure.Security.IaaSAntimalware-1.§D1§.0.§D1§ enabled",
    "[Microsoft.Azure.RecoveryServices.VMSnapshotLinux-1.0.9§D3§.0]",
)
gen(
    "version-private-ipv4-like",
    20,
    "agent version 10.§D1§.§D2§.§D1§",
    "Microsoft.Azure.Monitoring.DependencyAgent.DependencyAgentLinux-10.§D1§.§D1§.§D2§",
    '"typeHandlerVersion": "10.§D1§.§D1§.§D2§"',
    "Version=10.0.§D1§.0, Culture=neutral, PublicKeyToken=b77a5c561934e089",
)
lit(
    "assembly-name",
    "System.Data, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089",
    "Could not load file or assembly 'Newtonsoft.Json, Version=13.0.0.0, Culture=neutral, PublicKeyToken=30ad4fe6b2a6aeed' or one of its dependencies.",
    "Microsoft.Azure.KeyVault.Core, Version=3.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35",
)
# --- time, numbers
gen(
    "timestamp",
    70,
    "§T§Z",
    "§T§.§US§Z",
    "§T§+02:00",
    "§DATE§ §TIME§,§MS§",
    "[§TIME§]",
    "§DATE§ §TIME§.§US§ UTC",
    "§MON§ §D2§ §TIME§ host systemd[1]: Started.",
    "Tue, 11 §MON§ 2025 §TIME§ GMT",
    "duration 00:§D2§:36.§MS§",
    "took PT§D1§M§D2§.§MS§S",
    "uptime 3 days, §TIME§",
    "real 0m§D2§.§MS§s",
    "§T§.§US§1Z INFO Daemon Daemon",
)
gen(
    "mac-pci",
    45,
    "link/ether §MAC§ brd ff:ff:ff:ff:ff:ff",
    "eth0: MAC §MAC§",
    "NIC 00-0D-3A-A§D1§-§D2§-§D2§ is down",
    "pci 0000:00:0§D1§.0: [8086:7110]",
    "mlx5_core §H4§:00:02.0: firmware version 14.§D2§.1",
    "nvme nvme0: pci function 0000:§D2§:00.0",
    "hv_netvsc §G§ eth0: VF slot §D1§ added",
    "hv_vmbus: registering driver hv_§W§",
)
gen(
    "hex-error",
    60,
    "HRESULT: 0x8007§D4§",
    "error 0x80§H8§",
    "Exception from HRESULT: 0x§UH8§",
    "-21470§D5§",
    "Win32 error §D4§ (0x§D3§)",
    "NTSTATUS 0xC0000§D3§",
    "Stop code 0x0000007§D1§ (0xFFFFF8§D2§§UH8§, 0x0, 0x0, 0x1)",
    "segfault at 7f§H10§ ip 000055§H10§ sp 00007ffd§H8§ error §D1§",
    "RIP: 0010:native_safe_halt+0x§D1§/0x§D2§",
    "ErrorCode: -2§D9§",
)
lit(
    "hex-error",
    "Access is denied. (Exception from HRESULT: 0x80070005 (E_ACCESSDENIED))",
    "-2147024891",
    "0x80070002: The system cannot find the file specified.",
    "0x800F0954",
    "0x80072EE2",
    "0xC000021A",
)
gen(
    "exit-code",
    40,
    "Command exited with non-zero status §SN§: §W§",
    "Enable failed with exit code §SN§ after §D2§s",
    "exit status §SN§ (pid §D5§)",
    "Process §W§.exe exited with code §D4§",
    "main process exited, code=exited, status=§SN§/FAILURE (§D3§)",
    "Script returned an error. ExitCode §SN§, attempt §D2§",
)
gen(
    "percentage-progress",
    40,
    "Download progress: §PCT§% of §D3§ MB",
    "Disk usage on /dev/sda1 is §PCT§.§D1§%",
    "§PCT§% [§D2§ §W§_1 §D4§ B/§D5§ B]",
    "CPU §PCT§% mem §D2§.§D1§% load 0.§D2§",
    "(§PCT§/100) installing §W§",
)
gen(
    "phone-number",
    15,
    "Contact support at +1-800-§D3§-§D4§",
    "Support request 24§D8§§D5§",
    "Call (425) 555-0§D3§ for help",
    "Ticket number §D9§§D5§",
    "case #12§D8§",
)
gen(
    "json-numbers",
    45,
    '{"count": §D4§, "size": §D9§, "ok": true}',
    '{"code":§D3§,"took":§D2§.§D3§,"items":[§D2§,§D3§,§D4§]}',
    '{"cpu": "§D3§m", "memory": "§D4§Mi"}',
    '{"diskSizeGB":§D3§,"lun":§D1§,"caching":"ReadWrite"}',
    "[§D4§,§D4§,§D4§,-§D3§,0.§D5§]",
    '"tokens": §D4§, "total_tokens": §D5§',
    '{"keyCount": §D2§, "passwordMinLength": 12, "n": §D3§}',
)

# --- paths, packages
gen(
    "path-linux",
    70,
    "/var/lib/waagent/Microsoft.Azure.Extensions.CustomScript-§V3§/status/§D2§.status",
    "/var/log/azure/Microsoft.Azure.Extensions.CustomScript/extension-§D3§.log",
    "/var/lib/waagent/custom-script/download/§D2§/stdout",
    "/var/lib/kubelet/pods/§G§/volumes/kubernetes.io~projected/kube-api-access-§L5§",
    "/var/lib/waagent/§UH40§.crt",
    "/opt/§SVC§/lib/python3.11/site-packages/azure/mgmt/compute/v2024_07_01/operations/_virtual_machines_operations.py",
    "/home/azureuser/src/§W§/§W§/§W§/§W§/§W§/§W§/§W§/§W§/§W§/main.go:§D3§",
    "/etc/systemd/system/§SVC§-§D2§.service.d/10-override.conf",
    "/sys/fs/cgroup/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod§H32§.slice",
    "/mnt/resource/§W§/§W§§D2§/§W§_§W§/§W§.tar.gz: No such file or directory",
)
lit(
    "path-secret-named",
    "/var/run/secrets/kubernetes.io/serviceaccount/token",
    "open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory",
    "/etc/kubernetes/pki/apiserver.key",
    "/run/secrets/db_password: Permission denied",
    "/home/azureuser/.ssh/id_rsa: No such file or directory",
    "/etc/kubernetes/azure.json",
    "C:\\ProgramData\\ssh\\ssh_host_rsa_key",
    "/etc/ssl/private/ssl-cert-snakeoil.key is not readable",
    "/usr/share/keyrings/microsoft-prod.gpg",
    "/var/lib/kubelet/pki/kubelet-client-current.pem",
    "--token-file /etc/kubernetes/token",
    "--password-file=/etc/restic/pw.txt",
)
gen(
    "path-windows",
    60,
    "C:\\Packages\\Plugins\\Microsoft.Compute.CustomScriptExtension\\1.10.§D2§\\Status\\§D1§.status",
    "C:\\WindowsAzure\\Logs\\Plugins\\Microsoft.Compute.CustomScriptExtension\\1.10.§D2§\\CustomScriptHandler.log",
    "C:\\Packages\\Plugins\\Microsoft.CPlat.Core.RunCommandWindows\\1.1.§D2§\\Downloads\\script§D2§.ps1",
    "D:\\a\\_work\\§D1§\\s\\src\\§CW§.§CW§.§CW§\\obj\\Release\\net8.0\\§CW§.dll",
    "C:\\Users\\azureuser\\AppData\\Local\\Temp\\§D1§\\§CW§§D4§\\§W§.msi",
    "C:\\Program Files\\WindowsApps\\Microsoft.§CW§.§CW§_1.§D2§.0.0_x64__8wekyb3d8bbwe",
    "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\§CW§\\{§G§}",
    "C:\\Windows\\WinSxS\\amd64_microsoft-windows-§W§_31bf3856ad364e35_10.0.20348.§D3§_none_§H8§§H8§",
)
gen(
    "package-name",
    60,
    "libssl3_3.0.2-0ubuntu1.§D2§_amd64.deb",
    "linux-image-6.8.0-1§D3§-azure_6.8.0-1§D3§.§D2§_amd64.deb",
    "python3-§W§_1.§D2§.0-2ubuntu§D1§_all.deb",
    "kernel-5.14.0-§D3§.el9_4.x86_64",
    "glibc-2.34-§D2§.el9.x86_64.rpm",
    "lib§W§-dev:amd64 (1:§V3§-1build§D1§)",
    "§W§-§V3§-py3-none-any.whl",
    "Microsoft.§CW§.§CW§.§V3§.nupkg",
    "curl=7.81.0-1ubuntu1.§D2§",
    "azure-mgmt-§W§==§D2§.0.0b§D1§",
)
gen(
    "apt-output",
    60,
    "Get:§D2§ http://azure.archive.ubuntu.com/ubuntu jammy-updates/main amd64 §W§ amd64 §V3§-1ubuntu1 [§D4§ kB]",
    "Unpacking lib§W§§D1§:amd64 (§V3§-2) ...",
    "Setting up §W§ (§V3§-1ubuntu§D1§) ...",
    "Preparing to unpack .../§D2§-§W§_§V3§_amd64.deb ...",
    "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process §D5§ (unattended-upgr)",
    "Fetched §D4§ kB in §D2§s (§D3§ kB/s)",
    "§D2§ upgraded, §D1§ newly installed, 0 to remove and §D3§ not upgraded.",
    "(Reading database ... §D5§ files and directories currently installed.)",
    "dpkg: error processing package §W§ (--configure):",
    "Hit:§D1§ https://packages.microsoft.com/ubuntu/22.04/§W§ jammy InRelease",
    "Installing : §W§-§V3§-§D1§.el9.x86_64   §D1§/§D2§",
    "W: GPG error: https://§W§.example.com jammy InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY §UH8§§UH8§",
)

# --- stack traces
gen(
    "dotnet-trace",
    45,
    "   at Microsoft.Azure.§CW§.§CW§.§CW§Operations.<BeginCreateOrUpdateWithHttpMessagesAsync>d__§D2§.MoveNext()",
    "   at System.Runtime.CompilerServices.TaskAwaiter.HandleNonSuccessAndDebuggerNotification(Task task) in §CW§.cs:line §D3§",
    "Microsoft.WindowsAzure.GuestAgent.§CW§.§CW§.Plugin§CW§Manager.ExecuteCommandWithTimeoutAndRetryPolicy",
    "System.Management.Automation.§CW§RuntimeException: §CW§ failed ---> System.ComponentModel.Win32Exception: Access is denied",
    "   at Microsoft.Extensions.DependencyInjection.§CW§.ServiceProviderServiceExtensions.GetRequiredService[T](IServiceProvider provider)",
)
gen(
    "java-trace",
    35,
    "\tat com.microsoft.azure.§W§.§W§.implementation.§CW§§CW§Impl.create(§CW§.java:§D3§)",
    "\tat org.springframework.beans.factory.support.§CW§AutowireCapableBeanFactory.doCreateBean(AbstractAutowireCapableBeanFactory.java:§D3§)",
    "Caused by: java.net.ConnectException: Connection refused: §W§",
    "java.lang.IllegalStateException: org.apache.§W§.§W§.internal.configuration.§CW§DefaultImplementation$$EnhancerBySpringCGLIB$$§H8§",
)
gen(
    "python-trace",
    35,
    'Traceback (most recent call last):\n  File "/usr/sbin/waagent", line §D3§, in <module>\n    agent.main()',
    '  File "/usr/lib/python3/dist-packages/azurelinuxagent/ga/exthandlers.py", line §D4§, in handle_§W§',
    "azurelinuxagent.common.exception.ExtensionError: [ExtensionError] §CW§ failed, code=§D4§",
    "KeyError: '§W§_§D2§'",
    "ModuleNotFoundError: No module named 'azure.mgmt.§W§'",
    "subprocess.CalledProcessError: Command '['systemctl', 'restart', '§W§']' returned non-zero exit status §D2§.",
)
gen(
    "go-trace",
    20,
    "goroutine §D3§ [running]:\nk8s.io/kubernetes/pkg/§W§.(*§CW§).Run(0xc000§H7§, 0x§D1§)",
    "\t/go/src/github.com/Azure/§W§/pkg/§W§.go:§D3§ +0x§D3§",
    "sigs.k8s.io/cloud-provider-azure/pkg/provider.(*Cloud).§CW§(0xc00§H7§)",
)
# --- systems
gen(
    "systemd",
    60,
    "systemd[1]: Started §W§-§D2§.service - §CW§ Daemon.",
    "§W§.service: Main process exited, code=exited, status=§D1§/NOTIMPLEMENTED",
    "user@§D4§.service: Deactivated successfully.",
    "systemd-fsck@dev-disk-by\\x2duuid-§H8§.service",
    "run-docker-runtime\\x2drunc-moby-§H64§-runc.§D3§.mount: Deactivated successfully.",
    "Job §W§-§D2§.mount/start timed out.",
    "serial-getty@ttyS§D1§.service: Scheduled restart job, restart counter is at §D2§.",
    "systemd-ask-password-wall.path - Forward Password Requests to Wall Directory Watch §D1§",
    "Failed to start §W§.socket: Unit §W§.socket not found.",
    "var-lib-kubelet-pods-§G§-volumes.mount",
)
gen(
    "kubelet",
    60,
    'E0§D3§ 14:08:36.§US§    §D4§ pod_workers.go:1298] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"§W§\\" with CrashLoopBackOff"',
    'I0§D3§ 09:12:01.§US§    §D4§ kubelet_node_status.go:§D3§] "Successfully registered node" node="§VMSS§"',
    "W0§D3§ 23:59:59.§US§    §D4§ reflector.go:§D3§] failed to list *v1.§CW§: Unauthorized",
    'MountVolume.SetUp failed for volume "kube-api-access-§L5§" : object "§NS§"/"kube-root-ca.crt" not registered',
    "Readiness probe failed: HTTP probe failed with statuscode: §D3§ (pod §W§-§L10§-§L5§)",
    "0/§D2§ nodes are available: §D1§ Insufficient cpu, §D1§ node(s) had untolerated taint {§W§: true}.",
    "Back-off restarting failed container §W§ in pod §W§-§L10§-§L5§_§NS§(§G§)",
    'failed to fetch token: serviceaccounts "§W§-§D2§" is forbidden: User "system:node:§VMSS§" cannot create resource "serviceaccounts/token"',
)
gen(
    "k8s-name",
    50,
    "coredns-§L10§-§L5§",
    "§NS§/azure-cns-§L5§ is Pending",
    "pod/§SVC§-§L10§-§L5§ deleted",
    "§VMSS§ NotReady",
    "replicaset.apps/§W§-§W§-§H10§",
    "job.batch/§SVC§-2§D8§-§L5§ created",
    "pvc-§G§",
    "secret/sh.helm.release.v1.§SVC§.v§D2§ unchanged",
    "configmap/§W§-config-§L10§ configured",
    "default-token-§L5§",
    "secret/§SVC§-token-§L5§ created",
)
gen(
    "host-name",
    50,
    "nsgvmss0000§B36§",
    "aks-§W§pool-§D8§-vmss0000§B36§",
    "hostname is §W§vmss0000§B36§",
    "WIN-§UH8§§B36§",
    "DESKTOP-§UH8§",
    "§W§-§D3§.internal.cloudapp.net",
    "§VM§ joined the domain",
    "node §W§000§B36§ drained",
)
gen(
    "fqdn",
    50,
    "§SVC§-§ENV§-§H8§.hcp.§REG§.azmk8s.io",
    "§SVC§-§D2§.privatelink.blob.core.windows.net",
    "§KV§.vault.azure.net",
    "§W§-§W§-§W§-§W§-§W§.§L10§.gx.internal.cloudapp.net",
    "Could not resolve host: §SVC§§D2§.§REG§.azurecontainer.io",
    "lookup §SVC§§D3§.database.windows.net: no such host",
    "md-§L5§§D3§.z§D2§.blob.storage.azure.net",
    "rhui-§D1§.microsoft.com",
    "§LONG§.§REG§.cloudapp.azure.com",
)
gen(
    "url",
    45,
    "https://management.azure.com/subscriptions/§G§/resourceGroups/§RG§",
    "https://aka.ms/§W§§CW§§D3§",
    "https://§A§.blob.core.windows.net/scripts/v§D2§/install.sh",
    "See https://learn.microsoft.com/en-us/azure/virtual-machines/troubleshooting/§W§-§W§#step-§D1§",
    "oci://mcr.microsoft.com/§W§/charts/§W§:§V3§",
    "https://github.com/Azure/§W§/releases/download/v§V3§/§W§_linux_amd64.tar.gz",
    "https://login.microsoftonline.com/§G§/oauth2/v2.0/token",
    "https://raw.githubusercontent.com/Azure/§W§/§H40§/deploy.sh",
)
gen(
    "url-query",
    45,
    "https://management.azure.com/subscriptions/§G§/providers/Microsoft.Compute/skus?api-version=2025-04-01&$filter=location%20eq%20'§REG§'",
    "https://§H§/items?page=§D2§&pageSize=§D3§",
    "https://§A§.blob.core.windows.net/c?restype=container&comp=list&prefix=§W§",
    "https://learn.microsoft.com/azure/?view=azps-§D2§.0.0&tabs=§W§",
    "https://management.azure.com/subscriptions/§G§/resourcegroups/§RG§?api-version=2021-04-01",
    "https://§KV§.vault.azure.net/secrets?api-version=7.4&maxresults=§D2§",
    "https://example.org/?q=§W§+§W§&lang=en&id=§D5§",
)
gen(
    "disk-name",
    30,
    "§VM§_OsDisk_1_§H32§",
    "§W§_disk2_§H32§ is attached",
    "vmss-§SVC§_§D2§_OsDisk_1_§H32§",
    "/dev/disk/by-id/wwn-0x6§H10§§H10§§H10§",
    "Disk §VM§_DataDisk_§D1§_§H32§ not found",
)
lit("sku-region", *["VM size " + s for s in SKUS], *["Location: " + x for x in REGIONS])
gen(
    "sku-region",
    25,
    "The requested VM size §SKU§ is not available in location '§REG§'",
    "§SKU§ (zone §D1§, §REG§)",
)
lit(
    "locale",
    *[
        "locale " + x
        for x in "en-US de-DE ja-JP zh-CN zh-TW fr-FR es-ES pt-BR ko-KR it-IT ru-RU pl-PL nl-NL sv-SE tr-TR cs-CZ hu-HU".split()
    ],
    "LANG=en_US.UTF-8",
    "LC_ALL=C.UTF-8",
    "LC_CTYPE=de_DE.UTF-8",
    "LANGUAGE=en_GB:en",
    "setlocale: LC_ALL: cannot change locale (ja_JP.eucJP)",
    "zh-Hans-CN",
    "sr-Latn-RS",
    "ca-ES-valencia",
    "Etc/UTC",
    "America/Argentina/ComodRivadavia",
    "Europe/Berlin",
    "tzdata: W. Europe Standard Time",
)
for _n in (60, 66, 72, 80, 100, 120):
    for _ch in "=-*._#~+":
        lit("separator", _ch * _n)
lit(
    "separator",
    "[" + "#" * 60 + "....................]  75%",
    "[=================================================================>   ]",
    "+" + "-" * 40 + "+" + "-" * 40 + "+",
    "| " + "." * 70 + " |",
    "o" * 64,
    "=" * 30 + " BEGIN LOG " + "=" * 30,
    "<" + "-" * 70 + ">",
    "-=" * 40,
    "=-" * 35 + "=",
    "* " * 40 + "*",
    "_.-" * 25,
)

# --- PowerShell, sentences
gen(
    "powershell-error",
    45,
    "    + CategoryInfo          : ObjectNotFound: (§CW§:String) [Get-Service], ServiceCommandException",
    "    + FullyQualifiedErrorId : NoServiceFoundForGivenName,Microsoft.PowerShell.Commands.Get§CW§Command",
    "At C:\\Temp\\§W§.ps1:§D2§ char:§D2§\n+ Get-§CW§ -Name §W§\n+ ~~~~~~~~~~~~~~~~~~~~",
    "+ CategoryInfo : NotSpecified: (:) [Invoke-§CW§], CimException",
    "+ FullyQualifiedErrorId : HRESULT 0x80§H8§,§CW§",
    "The term '§CW§-§CW§' is not recognized as the name of a cmdlet, function, script file, or operable program.",
    "PSSecurityException: File C:\\§W§.ps1 cannot be loaded because running scripts is disabled on this system.",
)
TALK = """The password does not meet the complexity requirements.
The supplied password must be between 12-123 characters long and must satisfy at least 3 of password complexity requirements from the following: Contains an uppercase character, Contains a lowercase character, Contains a numeric digit, Contains a special character.
password expired
Your password has expired and must be changed.
token has expired
The access token expiry UTC time is earlier than current UTC time.
The access token is invalid.
The access token has been obtained for wrong audience or resource.
the secret was not found in the key vault
A secret with (name/id) db-password was not found in this key vault.
Failed to get secret: forbidden
key vault certificate version
SSH key is invalid
SSH public key is missing in the request.
Authentication failed: bad credentials
signature verification failed
connection string is missing
The connection string is malformed.
AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.
AADSTS7000222: The provided client secret keys are expired.
AADSTS700016: Application was not found in the directory.
AADSTS50126: Error validating credentials due to invalid username or password.
AADSTS50034: The user account does not exist in the directory.
AADSTS90002: Tenant not found.
Login failed for user 'sa'. Reason: Password did not match that for the login provided.
FATAL: password authentication failed for user "postgres"
ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: YES)
ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: NO)
NOAUTH Authentication required.
WRONGPASS invalid username-password pair or user is disabled.
Permission denied (publickey,password).
Permission denied (publickey).
sudo: a password is required
sudo: no tty present and no askpass program specified
su: Authentication failure
passwd: Authentication token manipulation error
chpasswd: (user azureuser) pam_chauthtok() failed, error: Authentication token lock busy
BAD PASSWORD: The password is shorter than 8 characters
kinit: Preauthentication failed while getting initial credentials
kinit: Password incorrect while getting initial credentials
Key has expired
private key does not match the certificate
unable to load private key
Could not read private key from /etc/ssl/private/app.key
Enter pass phrase for server.key:
Bad passphrase, try again.
error: cannot read the passphrase: inappropriate ioctl for device
The specified network password is not correct.
The user name or password is incorrect.
The referenced account is currently locked out and may not be logged on to.
System error 86 has occurred. The specified network password is not correct.
The trust relationship between this workstation and the primary domain failed.
Cannot convert the password to type System.Security.SecureString.
Cannot process argument transformation on parameter 'Password'. Cannot convert value to type System.Security.SecureString.
Missing an argument for parameter 'Password'. Specify a parameter of type 'System.Security.SecureString' and try again.
Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.
Signature did not match. String to sign used was empty.
Signature not valid in the specified time frame
This request is not authorized to perform this operation using this permission.
Key based authentication is not permitted on this storage account.
The storage account key was regenerated.
The SAS token has expired.
The shared access signature is not valid yet.
secret "regcred" not found
Error: secrets "db-password" already exists
couldn't find key password in Secret default/db-credentials
MountVolume.SetUp failed for volume "certs" : secret "tls-secret" not found
FailedToRetrieveImagePullSecret: Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.
unauthorized: authentication required, visit https://aka.ms/acr/authorization for more information.
error from registry: denied: requested access to the resource is denied
Error response from daemon: Get registry: unauthorized: incorrect username or password
error: You must be logged in to the server (Unauthorized)
error: the server has asked for the client to provide credentials
x509: certificate signed by unknown authority
x509: certificate has expired or is not yet valid
token is not valid for this cluster
failed to validate the bootstrap token: it has expired
invalid bearer token
couldn't validate the identity of the API Server: could not find a JWS signature in the cluster-info ConfigMap for the token ID
No credentials found in the credential cache
DefaultAzureCredential failed to retrieve a token from the included credentials.
ManagedIdentityCredential authentication unavailable, no managed identity endpoint found.
EnvironmentCredential authentication unavailable. Environment variables are not fully configured.
Please run 'az login' to setup account.
Interactive authentication is needed. Please run: az login
Refresh token is expired or revoked.
The refresh token has expired due to inactivity.
fatal: Authentication failed for 'https://github.com/contoso/app.git/'
remote: Support for password authentication was removed on August 13, 2021.
remote: Invalid username or password.
fatal: could not read Username for 'https://github.com': terminal prompts disabled
Error: building account: could not acquire access token to parse claims
Error: No value for required variable: The root module input variable "admin_password" is not set, and has no default value.
Sensitive value: the output "admin_password" is marked as sensitive
admin_password = (sensitive value)
admin_password is a required argument
The parameter adminPassword is not allowed.
The property 'adminPassword' is required when disablePasswordAuthentication is false.
Required parameter 'adminPassword' is missing (null).
Authentication using either SSH or by user name and password must be enabled in Linux profile.
disablePasswordAuthentication must be true when an SSH key is given
Password authentication is disabled for this machine.
The key vault does not allow access from trusted services.
Key Vault secrets permission get is missing for the identity.
The secret version is disabled.
The certificate with thumbprint was not found on the local machine.
Failed to decrypt the protected settings: certificate not found
Could not decrypt protectedSettings of the extension
protectedSettings are missing storageAccountName
failed to parse the extension's protected settings
API key is missing
API key not valid. Please pass a valid API key.
The API key has been disabled by its owner.
Invalid instrumentation key
Workspace key is not valid for the workspace.
cookie expired
Session has timed out, please sign in again.
CSRF token missing or incorrect.
Unexpected token '}' in JSON at position 42
SyntaxError: Unexpected token < in JSON at position 0
syntax error near unexpected token `fi'
bash: syntax error near unexpected token `newline'
Missing closing '}' in statement block: UnexpectedToken
ParserError: Unexpected token 'in' in expression or statement.
Primary key violation: duplicate key value violates unique constraint "orders_pkey"
Cannot insert duplicate key row in object 'dbo.Orders' with unique index 'IX_Orders'.
The given key was not present in the dictionary.
Foreign key constraint fails
Press any key to continue . . .
gpg: no valid OpenPGP data found
apt-key is deprecated. Manage keyring files in trusted.gpg.d instead (see apt-key(8)).
Host key verification failed.
The authenticity of host can't be established. ECDSA key fingerprint is unknown.
Generating public/private rsa key pair.
Your identification has been saved in /home/azureuser/.ssh/id_rsa
Rotating the service principal credentials of the cluster
Encryption key rotation is in progress.
Basic authentication is disabled
Bearer error="invalid_token", error_description="The access token is invalid"
WWW-Authenticate: Bearer realm="registry"
401 Unauthorized: Bearer token required
Authorization header is missing
The Authorization header is not present in the request.
Account keys of the storage account are disabled by policy.
No password was set for the user, the account is locked.
random password generation is turned off
Changing password for root.
passwd: password expiry information changed.
Created new account, password login is disabled
Set password for 1 user
ssh_pwauth is false, password logins are off
Wi-Fi passphrase must have 8 to 63 characters
Pre-shared key mismatch between both gateways
IKE authentication credentials are unacceptable
SNMP community is not configured
keytab contains no suitable keys for the host principal
Failed to join the domain: The user name or password is incorrect.
secret store csi driver: failed to mount secrets store objects for pod
keyvault.BaseClient#GetSecret: Failure responding to request: StatusCode=403
secret rotation succeeded for 3 of 4 secrets
Secrets are never printed in this log.""".split("\n")
lit("talks-about-secrets", *TALK)
gen(
    "talks-about-secrets",
    40,
    "A secret with name §W§-§W§ was not found in key vault §KV§.",
    "Failed to rotate the password of user §W§§D2§: access denied",
    "token for service account §W§-§D2§ expired §D2§ minutes ago",
    "The certificate tls-§W§ of key vault §KV§ expires in §D2§ days",
    "password of account §W§§D2§ never expires",
    "Retrieving secret '§W§-§D2§' from vault '§KV§' failed with status §D3§",
)
lit(
    "secret-placeholder",
    "password: ********",
    "password=***",
    "password = [REDACTED]",
    '"adminPassword": null',
    '"password": ""',
    "token: <none>",
    "token: null",
    "Enter password:",
    "[sudo] password for azureuser:",
    "--password $PASSWORD",
    '--password "${DB_PASSWORD}"',
    "set PASSWORD=%1",
    "$env:PASSWORD = $null",
    "password: <redacted>",
    "secretName: tls-cert",
    "imagePullSecrets: []",
    "secretKeyRef: {}",
    "automountServiceAccountToken: false",
    "tokenExpirationSeconds: 3607",
    "password: ${{ secrets.DB_PASSWORD }}",
    "password = var.admin_password",
    "admin_password = (known after apply)",
    '"secureString"',
    '"type": "secureString"',
    "@Microsoft.KeyVault(SecretUri=https://kv-app.vault.azure.net/secrets/db)",
    "passwordAuthentication no",
    "PasswordAuthentication no",
    "disablePasswordAuthentication: true",
)
AGENT = """Azure Linux Agent is running on the machine
Daemon Azure Linux Agent Version is current
ExtHandler ExtHandler Checking state of WALinuxAgent family
ExtHandler [HEARTBEAT] Agent is running as the goal state agent
ExtHandler ProcessExtensionsGoalState started [incarnation_1 channel: WireServer source: Fabric]
ExtHandler Target handler state: enabled [incarnation_2]
ExtHandler Goal state is not updated, no need to process
Daemon Provisioning agent is cloud-init
Daemon Unable to get cloud-init enabled status from systemctl
Waiting for cloud-init to copy ovf-env.xml to /var/lib/waagent/ovf-env.xml
Installing or updating the RPM package failed, the lock was held by another process.
Cloud-init finished. Datasource DataSourceAzure [seed=/dev/sr0]. Up 25.31 seconds
util.py[WARNING]: Failed loading yaml blob. Invalid format at line 3 column 1: "while parsing a block mapping"
cc_scripts_user.py[WARNING]: Failed to run module scripts_user (scripts in /var/lib/cloud/instance/scripts)
cc_package_update_upgrade_install.py[WARNING]: 1 failed with exceptions, re-raising the last one
stages.py[WARNING]: Used fallback datasource
DataSourceAzure.py[ERROR]: Could not crawl Azure metadata: failed to read from IMDS
azure.py[WARNING]: No lease found; using default endpoint
handlers.py[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata
Enable failed: failed to execute command: command terminated with exit status=1
Enable succeeded:
[stdout]
[stderr]
Failed to download all specified files. Exiting.
Finished executing command
Command execution finished, but failed because it returned a non-zero exit code of: '1'
The handler for VM extension type 'Microsoft.Azure.Extensions.CustomScript' has reported terminal failure for VM extension 'config-app'
VM has reported a failure when processing extension 'config-app' (publisher 'Microsoft.Azure.Extensions' and type 'CustomScript').
VM 'vm-web-01' has not reported status for VM agent or extensions.
Please make sure the VM has a running VM agent, and can establish outbound connections to Azure storage.
OS Provisioning for VM did not finish in the allotted time. The VM may still finish provisioning successfully.
Guest Agent is running
The Agent is not reporting its status, the heartbeat is stale.
Plugin enabled (handler name: Microsoft.Compute.VMAccessAgent, extension name: enablevmaccess).
Ready
Provisioning succeeded
Creation of the swap file was skipped
Resource disk is mounted at /mnt with ext4
Dhcp request timed out, retrying
No space left on device
Read-only file system
Out of memory: Killed process 2112 (java) total-vm:8123456kB, anon-rss:4012345kB
EXT4-fs (sda1): mounted filesystem with ordered data mode. Opts: discard. Quota mode: none.
clocksource: Switched to clocksource hyperv_clocksource_tsc_page
Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)
You must restart your computer before you can install this update.""".split("\n")
lit("agent-sentence", *[x for x in AGENT if len(x) > 8])
gen(
    "agent-sentence",
    30,
    "ExtHandler [Microsoft.§CW§.§CW§] Enable, execution §D2§ of §D3§",
    "cloud-init[§D4§]: Cloud-init v. 24.§D1§ running 'modules:§W§' at §T§. Up §D2§.§D2§ seconds.",
    "The §W§ module was skipped because /etc/§W§.conf is unchanged",
    "Waiting §D2§ seconds for the §W§ service to answer",
)
lit(
    "unicode",
    "Der Vorgang wurde abgebrochen, weil das Kontingent für die Region „Deutschland, Westen-Mitte“ überschritten würde.",
    "Die Ressourcengruppe wurde nicht gefunden.",
    "Das Kennwort erfüllt die Komplexitätsanforderungen nicht.",
    "Zugriff verweigert – Fehlercode: 5",
    "Die Datei kann nicht gefunden werden: Größe ungültig",
    "Der Geheimnisname ist im Schlüsseltresor nicht vorhanden.",
    "Fehler beim Überprüfen des Zertifikats; bitte wenden Sie sich an den Administrator.",
    "Das Zeitlimit für die Bereitstellung der VM-Erweiterung wurde überschritten.",
    "リソース グループが見つかりませんでした。",
    "パスワードは複雑さの要件を満たしていません。",
    "仮想マシンの割り当てに失敗しました。後でもう一度お試しください。",
    "アクセスが拒否されました。",
    "要求されたサイズは現在の場所では利用できません。",
    "拡張機能のプロビジョニングがタイムアウトしました。",
    "指定されたファイルが見つかりません。",
    "找不到资源组。",
    "密码不符合复杂性要求。",
    "分配失败。我们在此区域中没有足够的容量来满足请求的虚拟机大小。",
    "拒绝访问。",
    "系统找不到指定的文件。",
    "虚拟机扩展预配超时。",
    "操作超过了批准的核心配额。",
    "令牌已过期。",
    "Le groupe de ressources est introuvable.",
    "Le mot de passe ne respecte pas les exigences de complexité.",
    "L’allocation a échoué : capacité insuffisante.",
    "Accès refusé à l’objet demandé.",
    "No se encontró el grupo de recursos.",
    "La contraseña no cumple los requisitos de complejidad.",
    "Se agotó el tiempo de espera de la operación.",
    "Acesso negado: permissões insuficientes.",
    "리소스 그룹을 찾을 수 없습니다.",
    "암호가 복잡성 요구 사항을 충족하지 않습니다.",
    "Не удалось выделить ресурсы.",
    "Пароль не соответствует требованиям сложности.",
    "Nie znaleziono grupy zasobów.",
    "✔ Done — 3/3 steps",
    "⚠ warning: the disk is nearly full …",
    "→ restarting the service ‘nginx’",
)
gen(
    "long-word",
    25,
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen§D2§",
    "§CW§§CW§§CW§§CW§§CW§§CW§§CW§§CW§§CW§§CW§§CW§§CW§",
    "enable_§LONGU§",
    "§LONGD§",
    "feature-gate §CW§§CW§§CW§§CW§§CW§§CW§§CW§§CW§§CW§§CW§§CW§=true",
)
gen(
    "http-headers",
    30,
    "x-ms-correlation-request-id: §G§",
    "x-ms-routing-request-id: §REG§:20250401T101112Z:§G§",
    "x-ms-ratelimit-remaining-subscription-reads: §D5§",
    "Content-Type: application/json; charset=utf-8; v=§D2§",
    "HTTP/1.1 §D3§ §CW§ Error",
    "< Retry-After: §D2§\n< Content-Length: §D4§",
    "User-Agent: AZURECLI/2.§D2§.0 (PIP) azsdk-python-core/1.§D2§.0 Python/3.11.8 (Linux-6.8.0-azure-x86_64)",
)
gen(
    "uuid-block-device",
    20,
    "UUID=§G§ / ext4 defaults,discard 0 1",
    "PARTUUID=§G§",
    '/dev/sda§D1§: UUID="§G§" TYPE="ext4"',
    "root=UUID=§G§ ro console=ttyS0 crashkernel=§D3§M",
)
gen(
    "terraform-docker-output",
    40,
    "azurerm_linux_virtual_machine.§W§: Still creating... [§D1§m§D2§s elapsed]",
    "module.§SVC§.azurerm_key_vault_secret.§W§: Creating...",
    "Plan: §D2§ to add, §D1§ to change, §D1§ to destroy.",
    "Step §D1§/§D2§ : RUN apt-get install -y §W§",
    " ---> §H7§§H7§",
    "Removing intermediate container §H7§§H7§",
    "random_password.§W§: Creation complete after 0s [id=none]",
    "§H7§§H7§: Pull complete",
    "azurerm_role_assignment.§W§: Creation complete after §D2§s [id=/subscriptions/§G§/providers/Microsoft.Authorization/roleAssignments/§G§]",
)
gen(
    "role-and-sid",
    20,
    "S-1-5-21-§D9§-§D9§-§D9§-§D4§",
    "does not have authorization to perform action 'Microsoft.§CW§/§W§/read' over scope '/subscriptions/§G§'",
    "object id '§G§' has no role on scope '/subscriptions/§G§/resourceGroups/§RG§'",
)
