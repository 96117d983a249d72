"use client";

import { ArrowRight } from "lucide-react";
import Form from "next/form";
import { slugFromOrganization } from "@nexus/domain/names/suggest";
import { useState } from "react";
import type { SitesPlace } from "../product/site-address.ts";
import { Address } from "../ui/address.tsx";
import { Button } from "../ui/button.tsx";

/**
 * The signup's first question, asked on the landing page: the address is made while a person types. The
 * input is the browser's own, so that it keeps what was typed before the page was alive.
 */
export function StartForm({ sites }: { sites: SitesPlace }) {
  const [organization, setOrganization] = useState("");
  const named = organization.trim() !== "";

  return (
    <Form action="/signup" className="mx-auto w-full max-w-lg">
      <label htmlFor="organization" className="sr-only">Name of your organization</label>
      <div className="flex flex-col gap-2 rounded-2xl border border-edge/60 bg-surface p-1.5 shadow-float transition-shadow focus-within:border-accent-text focus-within:ring-3 focus-within:ring-accent-text/20 sm:flex-row">
        <input
          id="organization"
          name="organization"
          onChange={(event) => setOrganization(event.target.value)}
          maxLength={100}
          autoComplete="organization"
          placeholder="Your organization"
          className="h-11 min-w-0 rounded-xl sm:flex-1 bg-transparent px-4 text-base outline-none placeholder:text-ink-3"
        />
        <Button type="submit" size="large" className="h-11 rounded-xl px-5 text-[15px]">
          Get started <ArrowRight aria-hidden />
        </Button>
      </div>
      <p className="mt-4 min-h-6 px-2 font-mono text-xs leading-6 sm:text-[13px] text-ink-3">
        <Address name={named ? slugFromOrganization(organization) : "your-name"} sites={sites} strong={named} />
      </p>
    </Form>
  );
}
