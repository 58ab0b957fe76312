"""The instances in the page of ``inventory --html``."""

import base64
import json
import re
import zlib


def data_of(text):
    """Return the data of the page *text*."""
    packed = re.search(r'<script type="application/json" id="data">"(.*?)"</script>', text)[1]
    return json.loads(zlib.decompress(base64.b64decode(packed)))


def column(data, name):
    """Return the values of the column *name* in *data*."""
    one = data["columns"][name]
    return one if isinstance(one, list) else [one["of"][code] for code in one["at"]]
