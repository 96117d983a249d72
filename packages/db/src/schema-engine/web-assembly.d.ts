/** The part of WebAssembly that is used here; Node's types leave it to those of the browser. */
declare namespace WebAssembly {
  interface Instance { readonly exports: Record<string, unknown> }
  function instantiate(bytes: Uint8Array, imports: Record<string, object>): Promise<{ readonly instance: Instance }>;
}
