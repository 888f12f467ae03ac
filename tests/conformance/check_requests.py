"""Checks recorded requests against an OpenAPI document with openapi-core.

A second opinion beside Prism's, from code that has nothing in common with it: above all, it refuses read-only members in
request bodies, which Prism lets pass.

Usage: check_requests.py DOCUMENT EXCHANGES. Both are JSON. Prints a JSON list with one list of messages for each exchange.
"""

import json
import sys
from urllib.parse import parse_qsl, urlsplit

from openapi_core import OpenAPI
from openapi_core.testing import MockRequest
from werkzeug.datastructures import MultiDict


def request(server, recorded):
    """The recorded request as openapi-core takes it: on the document's own server."""
    target = urlsplit(recorded["target"])
    headers = dict(recorded["headers"])
    body = recorded["body"]
    return MockRequest(
        server,
        recorded["method"].lower(),
        target.path,
        args=MultiDict(parse_qsl(target.query, keep_blank_values=True)),
        headers=headers,
        data=body.encode() if body else None,
        content_type=headers.get("content-type", ""),
    )


def message(error):
    """What is wrong, with the places in the body that are at fault."""
    cause = error.__cause__ or error
    places = getattr(cause, "schema_errors", None)
    if not places:
        return f"{type(error).__name__}: {cause}"
    found = (f"{'/'.join(map(str, place.absolute_path))}: {place.message}" for place in places)
    return f"{type(error).__name__}: {'; '.join(found)}"


def main(document, exchanges):
    with open(document, encoding="utf-8") as file:
        document = json.load(file)
    with open(exchanges, encoding="utf-8") as file:
        exchanges = json.load(file)
    api = OpenAPI.from_dict(document)
    server = document["servers"][0]["url"]
    found = [[message(error) for error in api.iter_request_errors(request(server, one["request"]))] for one in exchanges]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
