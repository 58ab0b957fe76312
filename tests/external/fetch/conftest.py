"""The real az and kubectl, logged in to substitutes, with settings of their own."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from standins import Kubernetes, Tokens, served


def certificate(path):
    """Write a certificate for localhost, signed by itself, and its key to *path*."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    private = key.private_bytes(pem, form, serialization.NoEncryption())
    path.write_bytes(made.public_bytes(pem) + private)


@pytest.fixture
def world(tmp_path, monkeypatch):
    """Return a function that runs ``vmssnames fetch`` with servers for *azure* and *kubernetes*."""
    az = Path(sys.executable).with_name("az")
    assert az.exists(), "make test-fetch installs azure-cli"
    assert shutil.which("kubectl"), "make test-fetch installs kubectl"
    pem = tmp_path / "pem"
    certificate(pem)
    monkeypatch.chdir(tmp_path)
    settings = {
        "AZURE_CONFIG_DIR": str(tmp_path / "azure"),
        "AZURE_EXTENSION_DIR": str(tmp_path / "extensions"),
        "AZURE_CORE_COLLECT_TELEMETRY": "no",
        "REQUESTS_CA_BUNDLE": str(pem),
        "KUBECONFIG": str(tmp_path / "kubeconfig"),
        "HOME": str(tmp_path),
        "IDENTITY_HEADER": "standin",
        "VMSSNAMES_BACKEND": "python",
    }
    # az is a script that starts the first "python" of PATH.
    settings["PATH"] = f"{az.parent}{os.pathsep}{os.environ['PATH']}"
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    def run(azure, kubernetes, *args, login=True):
        tokens = Tokens()
        kubernetes = kubernetes or Kubernetes("none", "none", 0)
        with (
            served(azure, pem) as azure.origin,
            served(tokens) as token_url,
            served(kubernetes) as kubernetes_url,
        ):
            monkeypatch.setenv("IDENTITY_ENDPOINT", f"{token_url}/msi")
            shutil.rmtree("azure", ignore_errors=True)
            for words in (
                ("cloud", "register", "-n", "Standin", "--endpoint-resource-manager", azure.origin),
                ("cloud", "set", "-n", "Standin"),
                ("login", "--identity"),
            )[: 3 if login else 2]:
                subprocess.run([az, *words], check=True, capture_output=True)
            azure.asked.clear()
            cluster = {"name": "c", "cluster": {"server": kubernetes_url}}
            context = {"name": "prod", "context": {"cluster": "c", "user": "u"}}
            config = {"apiVersion": "v1", "kind": "Config", "current-context": "prod"}
            config |= {"clusters": [cluster], "contexts": [context]}
            config |= {"users": [{"name": "u", "user": {}}]}
            Path("kubeconfig").write_text(json.dumps(config))
            return subprocess.run(
                [sys.executable, "-m", "vmssnames", *args],
                capture_output=True,
                text=True,
                cwd=tmp_path,
                env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
            )

    return run
