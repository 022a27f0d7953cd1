"""Every address of the product. The outer apps bring their own; this page only joins them."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from organization.views import closed

# One way in for everybody: the administration asks for the same sign-in, second factor included.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler500 = "portal.failures.failed"

urlpatterns = [
    path("admin/", admin.site.urls),
    # People are entered by an administrator and reset by one: no registration, no mail with a link.
    path("akun/signup/", closed),
    path("akun/email/", closed),
    path("akun/password/reset/", closed),
    path("akun/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", include("api.urls")),
    path("studio/", include("studio.urls")),
    path("", include("portal.urls")),
    path("", include("cases.desk.urls")),
    path("", include("cases.supervision.urls")),
]
