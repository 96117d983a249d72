/**
 * `npm run check:images`: whether the images of web and worker would hold what their programs need
 * (scripts/containers/check-images.mjs). Takes some minutes, as the web app is built.
 */
import { createProgress } from "./launcher/progress.mjs";
import { installDependencies } from "./launcher/set-up.mjs";

const progress = createProgress();
await installDependencies(progress);
const { checkImages } = await import("./containers/check-images.mjs");
process.exitCode = await checkImages(progress);
