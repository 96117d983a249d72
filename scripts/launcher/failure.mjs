/** Something that stops the start, with a sentence for the person who started it: what happened, what is safe, what to do. */
export class Failure extends Error {
  name = "Failure";
}
