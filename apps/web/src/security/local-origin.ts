/** Whether only this machine reaches an origin: a loopback address, `localhost`, or a name under it. */
export function isLocalOrigin(origin: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(origin).hostname);
}
