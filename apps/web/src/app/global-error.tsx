"use client";

import { ERROR_TEXT } from "@nexus/domain/errors/codes";

/** The frame of all pages failed, so that nothing of it can be used here. */
export default function GlobalError() {
  return (
    <html lang="en">
      <body style={{ font: "16px/1.5 system-ui, sans-serif", display: "grid", placeItems: "center", minHeight: "100dvh", margin: 0, padding: 16, textAlign: "center", colorScheme: "light dark" }}>
        <main style={{ maxWidth: 420 }}>
          <h1 style={{ fontSize: 24 }}>This did not work</h1>
          <p>{ERROR_TEXT.INTERNAL}</p>
          {/* A full load: the client's router may be what failed. */}
          <p><a href="">Try again</a></p>
        </main>
      </body>
    </html>
  );
}
