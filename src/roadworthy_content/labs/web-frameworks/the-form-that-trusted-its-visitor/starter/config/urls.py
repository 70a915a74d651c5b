"""Where everything is."""

from django.contrib.auth.views import LoginView
from django.urls import path

from chat import views

urlpatterns = [
    path("accounts/login/", LoginView.as_view(), name="login"),
    path("rooms/<slug:slug>/", views.room, name="room"),
    path("messages/<int:pk>/delete/", views.delete_message, name="delete-message"),
]
