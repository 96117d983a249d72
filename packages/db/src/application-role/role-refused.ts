/** Why the application gets no role of its own; the message is the second half of a sentence. */
export class RoleRefused extends Error {
  override readonly name = "RoleRefused";
}
