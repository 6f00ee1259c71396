"""``import cf from 'cloudfront'``: the key value stores a function is associated with.

MiniStack keeps stores and associations, and refuses the module inside functions. As on CloudFront
("Helper methods for key value stores"): ``cf.kvs()`` is the associated store, ``cf.kvs(id)`` that
of the id, ``get`` answers a promise that fails where there is no such key, ``exists`` and ``meta``
are there too, and runtime 1.0 has none of it.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from typing import Any

from ministack.core import cloudfront_js
from ministack.services import cloudfront, cloudfront_keyvaluestore

Data = dict[str, Any]  # Any: requests, events and records as parsed JSON
Run = Callable[[str, Data], Awaitable[Data]]

RUNTIME = "cloudfront-js-2.0"
# Where MiniStack's worker says what may be imported, and where it takes up a request.
MODULES = "const _ALLOWED_MODULES = { crypto, querystring, buffer: bufferModule };"
REQUEST = "const { code, event } = req;"
WITH_STORES = """
let _stores = [];
function _store(id) {
  const found = id === undefined ? _stores[0] : _stores.find((each) => each.id === id);
  if (!found) throw new Error("KvsNotAssociated");
  return found;
}
const _decoded = {
  string: (value) => value,
  json: (value) => JSON.parse(value),
  bytes: (value) => bufferModule.Buffer.from(value, "utf8"),
};
function _kvs(id) {
  _store(id);  // asked for without an association, it fails at once
  return {
    async get(key, options) {
      const { items } = _store(id);
      if (!Object.prototype.hasOwnProperty.call(items, key)) throw new Error("KeyNotFound");
      const decode = _decoded[(options && options.format) || "string"];
      if (!decode) throw new Error("InvalidFormat");
      return decode(items[key]);
    },
    async exists(key) { return Object.prototype.hasOwnProperty.call(_store(id).items, key); },
    async meta() {
      const { changed, items } = _store(id);
      const count = Object.keys(items).length;
      return { creationDateTime: changed, lastUpdatedDateTime: changed, keyCount: count };
    },
  };
}
const _ALLOWED_MODULES = {
  crypto, querystring, buffer: bufferModule, cloudfront: { kvs: _kvs },
};
"""
_associated: ContextVar[list[Data]] = ContextVar("associated", default=[])  # noqa: B039  # never changed in place


def install() -> None:
    pool = cloudfront_js._pool
    pool.script = _with_module(pool.script)
    pool.call = _told_stores(pool.call)
    cloudfront._run_function = _knowing_stores(cloudfront._run_function)


def _with_module(script: str) -> str:
    for mark in (MODULES, REQUEST):
        if script.count(mark) != 1:
            raise RuntimeError(f"MiniStack's worker for functions has changed: no {mark!r}")
    script = script.replace(MODULES, WITH_STORES)
    return script.replace(REQUEST, f"_stores = req.stores || [];\n  {REQUEST}")


def _told_stores(call: Callable[..., Data]) -> Callable[..., Data]:
    def called(request: Data, timeout: float | None = None) -> Data:
        return call({**request, "stores": _associated.get()}, timeout)

    return called


def _knowing_stores(run: Run) -> Run:
    async def ran(function_arn: str, event: Data) -> Data:
        token = _associated.set(stores_of(function_arn))
        try:
            return await run(function_arn, event)
        finally:
            _associated.reset(token)

    return ran


def stores_of(function_arn: str) -> list[Data]:
    """Of the published function, as the worker takes them."""
    function = cloudfront._functions.get(function_arn.rpartition("/")[2]) or {}
    live: Mapping[str, Any] = function.get("live_body") or {}
    if live.get("runtime") != RUNTIME:
        return []
    known = {each["ARN"]: each for each in cloudfront._kvstores.values()}
    return [_told(known[arn]) for arn in live.get("kvs_arns", []) if arn in known]


def _told(record: Data) -> Data:
    stored = cloudfront_keyvaluestore._stores.get(record["ARN"]) or {"items": {}}
    return {
        "id": record["Id"],
        "changed": record["LastModifiedTime"],
        "items": dict(stored["items"]),
    }
