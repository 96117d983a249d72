/** `freePort()`: a port on 127.0.0.1 that nobody listens on at the moment. */
export { freePort } from "@nexus/db/free-port";
