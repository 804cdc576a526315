"""What Reflex is told. There is no `db_url`: the core owns its engine."""

import reflex as rx

from oms_ui.frontend.same_origin import BAKED, SameOriginPlugin
from oms_ui.settings import settings

here = settings()

config = rx.Config(
    app_name="oms_ui",
    backend_host=here.host,
    api_url=BAKED,
    cors_allowed_origins=here.origins,
    trusted_proxy_hops=here.proxy_hops,
    redis_url=here.redis_url,
    state_manager_mode=rx.constants.StateManagerMode.REDIS
    if here.redis_url
    else rx.constants.StateManagerMode.MEMORY,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=["brotli", "gzip"],
    plugins=[
        rx.plugins.RadixThemesPlugin(
            theme=rx.theme(accent_color="indigo", gray_color="slate", scaling="100%")
        ),
        SameOriginPlugin(),
    ],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
