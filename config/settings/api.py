"""The interface for other systems: who may call it, how much it gives at once, and what it says of itself."""

REST_FRAMEWORK = {
    # A program's token, or the session of the pages with its second factor, its idle lock and its CSRF check.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.access.BearerToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["api.access.InScope"],
    # JSON alone: the browsable pages of the framework need inline script, which the policy refuses.
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsing.BoundedJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.errors.answer",
    "PAGE_SIZE": 25,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Alur",
    "VERSION": "1",
    "ENUM_NAME_OVERRIDES": {
        "DocumentStatus": "cases.models.DocumentStatus",
        "TaskStatus": "viewflow.workflow.status.STATUS",
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "OAS_VERSION": "3.1.1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.description.with_problems",
    ],
}
