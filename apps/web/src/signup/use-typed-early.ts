"use client";

import { type RefObject, useEffect, useEffectEvent, useRef } from "react";
import { FIELDS, type SignupValues } from "./signup-values.ts";

/**
 * Takes over what a visitor typed on the server's page before the form was alive: it stands in the
 * boxes and nowhere else, and would be gone with the next stroke of a key.
 *
 * @param name what the form itself shows as the workspace's name.
 * @returns the ref of the form.
 */
export function useTypedEarly(values: SignupValues, name: string, onChange: (values: SignupValues) => void): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  const takeOver = useEffectEvent(() => {
    const { subdomain = name, ...typed } = form.current === null ? {} : typedIn(form.current);
    onChange({ ...values, ...typed, ...(subdomain === name ? {} : { subdomain }) });
  });
  useEffect(() => takeOver(), []);
  return form;
}

function typedIn(form: HTMLFormElement): Partial<SignupValues> {
  const boxes = new FormData(form);
  const typed = FIELDS.map((field) => [field, boxes.get(field)] as const).filter(([, value]) => typeof value === "string" && value !== "");
  return Object.fromEntries(typed);
}
