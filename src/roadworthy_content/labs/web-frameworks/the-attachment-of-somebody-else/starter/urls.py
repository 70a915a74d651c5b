"""Where everything is."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from api import views

router = SimpleRouter()
router.register("attachments", views.Attachments, basename="attachment")

urlpatterns = [
    path("api/login/", views.Login.as_view(), name="login"),
    path("api/", include(router.urls)),
]
