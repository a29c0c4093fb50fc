"""What stands in the way when Slack refuses a call: its error codes as the port's errors."""

from adapters.slack import strings
from adapters.slack.api import SlackRefused
from bot.core.platform import PermanentError, PermissionMissing, PlaceGone

# about people: they left, or Slack lets nobody or not everybody write to them
PERSON_ERRORS = {
    "cannot_dm_bot",
    "channel_not_found",
    "invalid_user_combination",
    "not_enough_users",
    "user_disabled",
    "user_is_restricted",
    "user_not_found",
    "user_not_visible",
    "user_team_not_in_channel",
    "users_list_not_supplied",
    "users_not_found",
}
# about a channel: it is gone, archived, or closed to Mingle
PLACE_ERRORS = {
    "channel_is_limited_access",
    "channel_not_found",
    "channel_type_not_supported",
    "is_archived",
    "is_inactive",
    "method_not_supported_for_channel_type",
    "not_in_channel",
    "posting_to_general_channel_denied",
    "restricted_action",
    "restricted_action_non_threadable_channel",
    "restricted_action_read_only_channel",
    "restricted_action_thread_locked",
    "restricted_action_thread_only_channel",
    "team_access_not_granted",
}
# about what the workspace or the app's settings allow, by what an admin has to change
PERMISSION_ERRORS = {
    "access_denied": "access",
    "ekm_access_denied": "Enterprise Key Management",
    "messages_tab_disabled": "Messages Tab",
    "no_permission": "permission",
    "not_allowed_token_type": "a bot token",
    "restricted_action": "restricted_action",
}


def name_obstacle(error: SlackRefused, channel: str = "") -> PermanentError:
    """Return a refusal as the error that names the channel or the permission, or as it is.

    `channel` is our id of the channel that the call was about.
    """
    if error.error == "missing_scope":
        scopes = [scope.strip() for scope in error.needed.split(",") if scope.strip()]
        return PermissionMissing(strings.scopes_needed(scopes), scopes)
    if channel and error.error in PLACE_ERRORS:
        return PlaceGone(str(error), channel)
    if error.error in PERMISSION_ERRORS:
        return PermissionMissing(str(error), [PERMISSION_ERRORS[error.error]], channel)
    return error
