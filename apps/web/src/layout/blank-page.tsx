import type { ReactNode } from "react";

/** A page that has one thing to say. */
export function BlankPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main id="main" className="grid flex-1 place-items-center px-4 py-24 text-center">
      <div className="max-w-md">
        <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
        <div className="mt-3 text-[15px] leading-6 text-ink-2">{children}</div>
      </div>
    </main>
  );
}
