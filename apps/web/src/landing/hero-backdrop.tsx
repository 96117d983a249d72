/** Light behind the headline: a soft glow of the accent over a fading grid. */
export function HeroBackdrop() {
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0">
      <div className="absolute inset-0 bg-[linear-gradient(var(--line)_1px,transparent_1px),linear-gradient(90deg,var(--line)_1px,transparent_1px)] [mask-image:radial-gradient(60%_55%_at_50%_0%,black,transparent)] bg-[size:56px_56px] opacity-50" />
      <div className="absolute inset-x-0 -top-40 h-[34rem] bg-[radial-gradient(closest-side,var(--accent-soft),transparent)]" />
    </div>
  );
}
