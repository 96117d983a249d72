import { escape, page } from "./layout.ts";

/** What the sign-in page shows. */
export interface LoginPage {
  readonly site: string;
  /** What was typed before, for another try. */
  readonly typed: string;
  readonly refused: boolean;
}

/** The sign-in page; its form works without any script. */
export function loginPage({ site, typed, refused }: LoginPage): string {
  const problem = refused ? '<p class="bad" role="alert" id="problem">Invalid login credentials. Nothing was changed; please check both fields and try again.</p>' : "";
  const described = refused ? ' aria-describedby="problem"' : "";
  return page({
    title: "Sign in",
    brand: site,
    content: `<div class="narrow"><h1>Sign in</h1><p class="dim">to the workspace ${escape(site)}</p>${problem}
<form method="post" action="/login">
<label for="usr">Email</label><input id="usr" name="usr" value="${escape(typed)}" autocomplete="username" autocapitalize="none" spellcheck="false" required${described}>
<label for="pwd">Password</label><input id="pwd" name="pwd" type="password" autocomplete="current-password" required${described}>
<button class="main">Sign in</button>
</form></div>`,
  });
}
