import Link from "next/link";
import { BlankPage } from "../layout/blank-page.tsx";
import { SiteHeader } from "../layout/site-header.tsx";
import { Button } from "../ui/button.tsx";

export default function NotFound() {
  return (
    <>
      <SiteHeader />
      <BlankPage title="There is nothing here">
        <p>This page does not exist, or is not yours to see. If somebody sent you the address, sign in with the account that it is for.</p>
        <p className="mt-6 flex justify-center gap-3">
          <Button asChild><Link href="/">To the start</Link></Button>
          <Button asChild variant="secondary"><Link href="/login">Sign in</Link></Button>
        </p>
      </BlankPage>
    </>
  );
}
