"""The provider tls."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import random
from typing import Any

from .schema import BlockSpec, Catalog, Spec, State, filled

_SUBJECT = BlockSpec(
    "subject",
    "common_name s O; country s O; locality s O; organization s O; organizational_unit s O; postal_code s O; "
    "province s O; serial_number s O; street_address ls O; email_address s O",
    high=1,
)
_REQUEST = "dns_names ls O; ip_addresses ls O; uris ls O; private_key_pem s RS; key_algorithm s OC; id s C; "
_ISSUED = (
    "allowed_uses ls R; validity_period_hours n R; early_renewal_hours n OC=0; is_ca_certificate b OC=false; "
    "set_authority_key_id b OC=false; set_subject_key_id b OC=false; max_path_length n O; cert_pem s C; "
    "ready_for_renewal b C; validity_start_time s C; validity_end_time s C; "
)
_CERTIFICATE_FIELDS = {
    "cert_pem": "string",
    "is_ca": "bool",
    "issuer": "string",
    "max_path_length": "number",
    "not_after": "string",
    "not_before": "string",
    "public_key_algorithm": "string",
    "serial_number": "string",
    "sha1_fingerprint": "string",
    "signature_algorithm": "string",
    "subject": "string",
    "version": "number",
}
_ISSUER: State = {
    "cert_pem": "-----BEGIN CERTIFICATE-----\nstub\n-----END CERTIFICATE-----\n",
    "is_ca": True,
    "issuer": "CN=Stub Root",
    "max_path_length": 0,
    "not_after": "2038-01-01T00:00:00Z",
    "not_before": "2020-01-01T00:00:00Z",
    "public_key_algorithm": "RSA",
    "serial_number": "1",
    "sha1_fingerprint": "9e99a48a9960b14926bb7f3b02e22da2b0ab7280",
    "signature_algorithm": "SHA256-RSA",
    "subject": "CN=Stub Root",
    "version": 3,
}


def _generate(state: State) -> tuple[Any, Any]:
    """Return a new key and the format that the real provider writes it in."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa  # noqa: PLC0415

    traditional = serialization.PrivateFormat.TraditionalOpenSSL
    curves: dict[str, Any] = {
        "P224": ec.SECP224R1,
        "P256": ec.SECP256R1,
        "P384": ec.SECP384R1,
        "P521": ec.SECP521R1,
    }
    if state["algorithm"] == "RSA":
        return rsa.generate_private_key(65537, int(state.get("rsa_bits") or 2048)), traditional
    if state["algorithm"] == "ECDSA":
        curve = curves[state.get("ecdsa_curve") or "P224"]
        return ec.generate_private_key(curve()), traditional
    return ed25519.Ed25519PrivateKey.generate(), serialization.PrivateFormat.PKCS8


def _key(state: State) -> State:
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        NoEncryption,
        PrivateFormat,
        PublicFormat,
    )

    key, style = _generate(state)

    def private(form: Any) -> str:
        return str(key.private_bytes(Encoding.PEM, form, NoEncryption()).decode())

    public = key.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    # OpenSSH has no form for this curve
    openssh = not (state["algorithm"] == "ECDSA" and state.get("ecdsa_curve") in (None, "P224"))
    ssh = public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode() if openssh else ""
    blob = base64.b64decode(ssh.split()[1]) if ssh else b""
    md5 = hashlib.md5(blob, usedforsecurity=False).hexdigest()
    sha256 = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    return filled(
        state,
        id=hashlib.sha1(pem, usedforsecurity=False).hexdigest(),
        public_key_pem=pem.decode(),
        public_key_openssh=ssh + "\n" if ssh else "",
        private_key_pem=private(style),
        private_key_pem_pkcs8=private(PrivateFormat.PKCS8),
        private_key_openssh=private(PrivateFormat.OpenSSH) if openssh else "",
        public_key_fingerprint_md5=":".join(md5[i : i + 2] for i in range(0, 32, 2)),
        public_key_fingerprint_sha256=f"SHA256:{sha256}",
    )


def _certificate(state: State) -> State:
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        load_pem_private_key,
    )
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    key: Any = load_pem_private_key(state["private_key_pem"].encode(), None)
    subject = (state.get("subject") or [{}])[0]
    fields = (
        ("common_name", NameOID.COMMON_NAME),
        ("organization", NameOID.ORGANIZATION_NAME),
    )
    name = x509.Name([x509.NameAttribute(oid, subject[f]) for f, oid in fields if subject.get(f)])
    if "cert_request_pem" in state:
        request = x509.CertificateSigningRequestBuilder().subject_name(name)
        pem = request.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
        return filled(state, id="-", key_algorithm="RSA", cert_request_pem=pem.decode())
    start = dt.datetime.now(dt.UTC).replace(microsecond=0)
    end = start + dt.timedelta(hours=float(state.get("validity_period_hours") or 1))
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(start).not_valid_after(end)
    made = builder.sign(key, hashes.SHA256())
    return filled(
        state,
        id=str(made.serial_number),
        key_algorithm="RSA",
        cert_pem=made.public_bytes(Encoding.PEM).decode(),
        validity_start_time=start.isoformat(),
        validity_end_time=end.isoformat(),
        ready_for_renewal=False,
    )


def _issuer(state: State) -> State:
    """Answer without a network: one made-up certificate."""
    name = hashlib.sha1((state.get("url") or "").encode(), usedforsecurity=False).hexdigest()
    return {**state, "id": name, "certificates": [_ISSUER]}


def _numbered(state: State) -> State:
    return filled(state, id=str(random.getrandbits(63)))


def _public_key(state: State) -> State:
    return {**state, "id": "-"}


TLS = Catalog(
    resources={
        "tls_private_key": Spec(
            'algorithm s R; rsa_bits n OC=2048; ecdsa_curve s OC="P224"; id s C; public_key_pem s C; '
            "public_key_openssh s C; private_key_pem s CS; private_key_pem_pkcs8 s CS; private_key_openssh s CS; "
            "public_key_fingerprint_md5 s C; public_key_fingerprint_sha256 s C",
            _key,
        ),
        "tls_self_signed_cert": Spec(_REQUEST + _ISSUED, _certificate, (_SUBJECT,)),
        "tls_cert_request": Spec(_REQUEST + "cert_request_pem s C", _certificate, (_SUBJECT,)),
        "tls_locally_signed_cert": Spec(
            _ISSUED + "cert_request_pem s R; ca_private_key_pem s RS; ca_cert_pem s R; ca_key_algorithm s OC; id s C",
            _numbered,
        ),
    },
    data={
        "tls_public_key": Spec(
            "private_key_pem s OS; private_key_openssh s OS; id s C; algorithm s C; public_key_pem s C; "
            "public_key_openssh s C; public_key_fingerprint_md5 s C; public_key_fingerprint_sha256 s C",
            _public_key,
        ),
        "tls_certificate": Spec(
            "url s O; content s O; verify_chain b O; id s C; certificates "
            + json.dumps(["list", ["object", _CERTIFICATE_FIELDS]], separators=(",", ":"))
            + " C",
            _issuer,
        ),
    },
)
