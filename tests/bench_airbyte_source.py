"""A side of bench_reading.py: airbyte-cdk's low-code source reads the same posts and writes them nowhere. Runs in a Python of its own.

A manifest as Airbyte's connector builder makes one: a stream, a cursor in the page, a partition an account, the fields of a post as a
schema. Every record becomes the message a destination would be sent, which is counted and dropped. As many workers as the CDK starts
by itself. Settings come as JSON on stdin, the result goes as JSON to stdout.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from airbyte_cdk.models import (
    AirbyteStream,
    ConfiguredAirbyteCatalog,
    ConfiguredAirbyteStream,
    DestinationSyncMode,
    SyncMode,
    Type,
)
from airbyte_cdk.sources.declarative.concurrent_declarative_source import ConcurrentDeclarativeSource


def manifest(say: dict[str, Any]) -> dict[str, Any]:
    """Return the source: every post of every account."""
    schema = {"type": "object", "additionalProperties": True, "properties": {"id": {"type": "string"}}}
    request = {
        "type": "HttpRequester", "url_base": say["url"], "path": "/2/users/{{ stream_partition['account'] }}/tweets", "http_method": "GET",
        "authenticator": {"type": "BearerAuthenticator", "api_token": "{{ config['token'] }}"},
        "request_parameters": {"max_results": "100", "tweet.fields": say["fields"], "start_time": say["since"], "end_time": say["until"]},
    }  # fmt: skip
    pages = {
        "type": "DefaultPaginator",
        "page_token_option": {"type": "RequestOption", "inject_into": "request_parameter", "field_name": "pagination_token"},
        "pagination_strategy": {"type": "CursorPagination", "cursor_value": "{{ response['meta']['next_token'] }}",
                                "stop_condition": "{{ not response['meta'].get('next_token') }}"},
    }  # fmt: skip
    posts = {
        "type": "DeclarativeStream", "name": "posts", "primary_key": ["id"],
        "schema_loader": {"type": "InlineSchemaLoader", "schema": schema},
        "retriever": {
            "type": "SimpleRetriever", "requester": request, "paginator": pages,
            "record_selector": {"type": "RecordSelector", "extractor": {"type": "DpathExtractor", "field_path": ["data"]}},
            "partition_router": {"type": "ListPartitionRouter", "values": say["accounts"], "cursor_field": "account"},
        },
    }  # fmt: skip
    return {"version": version("airbyte-cdk"), "type": "DeclarativeSource", "check": {"type": "CheckStream", "stream_names": ["posts"]},
            "streams": [posts]}  # fmt: skip


def main() -> None:
    say = json.load(sys.stdin)
    stream = AirbyteStream(name="posts", json_schema={}, supported_sync_modes=[SyncMode.full_refresh])
    asked = ConfiguredAirbyteStream(stream, SyncMode.full_refresh, DestinationSyncMode.append)
    catalog, config = ConfiguredAirbyteCatalog([asked]), {"token": "sandbox-bench"}
    log = logging.getLogger("airbyte")
    log.setLevel(logging.ERROR)
    began, spent = time.perf_counter(), time.process_time()
    source = ConcurrentDeclarativeSource(catalog=catalog, config=config, state=[], source_config=manifest(say))
    items = sum(message.type == Type.RECORD for message in source.read(log, config, catalog, []))
    seconds, processor = time.perf_counter() - began, time.process_time() - spent
    # as tests/bench_memory.py, which this Python does not see
    (at_most,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    print(json.dumps({"seconds": round(seconds, 2), "processor_seconds": round(processor, 2), "items": items, "peak_mb": round(int(at_most.split()[1]) / 1024),
                      "version": version("airbyte-cdk")}))  # fmt: skip


if __name__ == "__main__":
    main()
