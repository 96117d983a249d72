import { Check } from "lucide-react";
import Link from "next/link";
import type { Product } from "@nexus/domain/product/config";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";

/** The plan that a signup gets; another one is given by the operator. */
export function PlanCard({ plan }: { plan: Product["plan"] }) {
  return (
    <Card className="grid overflow-hidden rounded-3xl md:grid-cols-[1fr_1.2fr]">
      <div className="flex flex-col p-8">
        <h3 className="text-sm font-medium text-ink-2">{plan.name === plan.price ? "Plan" : plan.name}</h3>
        <p className="mt-2 text-4xl font-semibold tracking-tight">{plan.price}</p>
        <p className="mt-3 text-sm text-ink-2">{plan.note}</p>
        <Button asChild className="mt-8 self-start"><Link href="/signup">Create your workspace</Link></Button>
      </div>
      <ul className="grid content-center gap-3.5 border-t bg-canvas p-8 md:border-t-0 md:border-l">
        {plan.includes.map((line) => (
          <li key={line} className="flex gap-3 text-sm">
            <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-good" strokeWidth={2.5} />{line}
          </li>
        ))}
      </ul>
    </Card>
  );
}
