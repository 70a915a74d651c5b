// The chat's front end. To the proxy it is a file like any other.
const chat = new WebSocket(`ws://${location.host}/ws`);
chat.onmessage = (event) => document.body.append(event.data);
