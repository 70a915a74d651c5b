"""A WSGI application behind an ASGI server."""


class WsgiToAsgi:
    """Serves a WSGI application.

    Args:
        application: As PEP 3333 describes it.
    """

    def __init__(self, application):
        self._application = application

    async def __call__(self, scope, receive, send):
        """Answer one request."""
        request = await receive()
        environ = {"REQUEST_METHOD": scope["method"], "PATH_INFO": scope["path"], "wsgi.input": request["body"]}
        started = []

        def start_response(status, headers, exc_info=None):
            started.append((int(status.split()[0]), [(name.encode(), value.encode()) for name, value in headers]))

        body = b"".join(self._application(environ, start_response))
        await send({"type": "http.response.start", "status": started[0][0], "headers": started[0][1]})
        await send({"type": "http.response.body", "body": body})
