"""Take files in three steps: an address, the bytes, and where they are shared."""

from tests.doubles.slack.methods.chat import made
from tests.doubles.slack.methods.registry import Call, method
from tests.doubles.slack.state import File, Json, Refused

KINDS = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "ics": "text/calendar",
    "csv": "text/csv",
}


@method("files.getUploadURLExternal", 4, "files:write")
def address(call: Call) -> Json:
    """Return the address to which a file's bytes go."""
    length = int(call.need("length"))
    if length <= 0:
        raise Refused("invalid_arguments", "length must be more than 0")
    file = call.server.upload(call.workspace, str(call.need("filename")), length)
    return {
        "ok": True,
        "upload_url": call.server.url.replace("/api/", "/upload/") + file.id,
        "file_id": file.id,
    }


@method("files.completeUploadExternal", 4, "files:write")
def complete(call: Call) -> Json:
    """Finish uploads, and share them in a conversation if one is named."""
    named = call.need("files")
    files = [_arrived(call, entry) for entry in named]
    to = call.args.get("channel_id") or call.args.get("channels")
    if to:
        call.args["channel"] = to
        channel = call.channel(member=True, writing=True)
        text = {"text": call.args.get("initial_comment") or "-", "blocks": call.args.get("blocks")}
        message = made(call, channel, call.workspace.bot.id, text)
        message.text = str(call.args.get("initial_comment") or "")
        message.files, message.thread_ts = files, call.args.get("thread_ts")
        call.server.say(call.workspace, channel, message)
    for file in files:
        file.ready_at = call.server.clock.now() + call.server.files_take
        file.shared_in += [str(to)] if to else []
    return {"ok": True, "files": [_told(call, file) for file in files]}


@method("files.info", 4, "files:read")
def info(call: Call) -> Json:
    """Describe a file; its kind is unknown until it has been looked at."""
    return {"ok": True, "file": _told(call, _known(call, str(call.need("file"))))}


@method("files.delete", 3, "files:write")
def delete(call: Call) -> Json:
    """Remove a file."""
    del call.workspace.files[_known(call, str(call.need("file"))).id]
    return {"ok": True}


def _known(call: Call, id_: str) -> File:
    if id_ not in call.workspace.files:
        raise Refused("file_not_found")
    return call.workspace.files[id_]


def _arrived(call: Call, entry: Json) -> File:
    file = _known(call, str(entry.get("id")))
    if file.content is None or len(file.content) != file.length:
        raise Refused("file_upload_size_mismatch" if file.content else "file_not_found")
    if file.ready_at is not None:
        raise Refused("file_already_completed")
    file.title = str(entry.get("title") or file.name)
    return file


def _told(call: Call, file: File) -> Json:
    ready = file.ready_at is not None and file.ready_at <= call.server.clock.now()
    kind = KINDS.get(file.name.rsplit(".", 1)[-1], "text/plain") if ready else ""
    told: Json = {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "mimetype": kind,
        "size": file.length,
    }
    return told | {"user": call.workspace.bot.id, "channels": file.shared_in}
