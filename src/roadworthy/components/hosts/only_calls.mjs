// Loaded before a server (node --import): lets it connect to one address only. Environment: ONLY_CALLS=host:port.
import net from "node:net";

const [host, port] = process.env.ONLY_CALLS.split(":");
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  // Node itself hands over an array that begins with the options; others hand over options, or port and host.
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  const to = typeof first === "object" ? first : { port: first, host: args[1] };
  if (!to.path && to.host === host && String(to.port) === port) return connect.apply(this, args);
  process.nextTick(() => this.destroy(new Error("this server may not connect to anything but its database")));
  return this;
};
