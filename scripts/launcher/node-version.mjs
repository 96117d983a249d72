/** The oldest Node that the launcher and pnpm run on; the product itself runs on the one that it installs. */
const LEAST = [20, 19];

/** A sentence when a version such as `18.2.0` is too old, otherwise null. */
export function nodeIsTooOld(version) {
  const [major, minor] = version.split(".").map(Number);
  if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return null;
  return `This is Node ${version}, but Node ${LEAST.join(".")} or newer is needed. Nothing was changed. Install one from https://nodejs.org and try again.`;
}
