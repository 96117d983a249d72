import { Fragment } from "react";

/** An address or a name, which may be broken after each `@`, `.` and `-`, and elsewhere only where a part alone is too long. */
export function Breakable({ text }: { text: string }) {
  return (
    <span className="[overflow-wrap:anywhere]">
      {text.split(/(?<=[@.-])/).map((part, at) => <Fragment key={at}>{at > 0 && <wbr />}{part}</Fragment>)}
    </span>
  );
}
