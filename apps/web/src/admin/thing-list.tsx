import { type Thing, thingWords } from "./drift-words.ts";

/** Things on a bench, or missing there, by their names. */
export function ThingList({ things }: { things: readonly Thing[] }) {
  return (
    <ul className="mt-2 grid gap-1.5 text-[13px] leading-5">
      {things.map((thing) => {
        const { label, name } = thingWords(thing);
        return (
          <li key={`${thing.what} ${thing.name}`} className="flex flex-wrap gap-x-2">
            <span className="text-ink-3">{label}</span>
            {name !== null && <span className="min-w-0 font-mono text-xs leading-5 break-all text-ink">{name}</span>}
          </li>
        );
      })}
    </ul>
  );
}
