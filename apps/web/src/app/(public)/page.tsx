import { BuildPreview } from "../../landing/build-preview.tsx";
import { FeatureGrid } from "../../landing/feature-grid.tsx";
import { HeroBackdrop } from "../../landing/hero-backdrop.tsx";
import { PlanCard } from "../../landing/plan-card.tsx";
import { StartForm } from "../../landing/start-form.tsx";
import { PageWidth } from "../../layout/page-width.tsx";
import { readProduct } from "../../product/read-product.ts";
import { sitesPlace } from "../../product/sites-place.ts";

/** What is sold here, in the words of the product's configuration. */
export default function LandingPage() {
  const { tagline, headline, introduction, features, plan } = readProduct();
  return (
    <>
      <section className="relative -mt-16 overflow-hidden pt-16">
        <HeroBackdrop />
        <PageWidth className="relative pt-16 pb-20 text-center sm:pt-24 sm:pb-28">
          <p className="text-sm font-medium text-accent-text">{tagline}</p>
          <h1 className="mx-auto mt-4 max-w-3xl text-[2.5rem] leading-[1.05] font-semibold tracking-[-0.035em] sm:text-6xl">{headline}</h1>
          <p className="mx-auto mt-6 max-w-xl text-base leading-7 text-ink-2 sm:text-lg sm:leading-8">{introduction}</p>
          <div className="mt-10"><StartForm sites={sitesPlace()} /></div>
          <div className="mt-14 sm:mt-16"><BuildPreview caption="Every step of the build is shown as it happens." /></div>
        </PageWidth>
      </section>

      <PageWidth className="pb-24">
        <h2 className="text-2xl font-semibold tracking-tight sm:text-3xl">What you get</h2>
        <div className="mt-8"><FeatureGrid features={features} /></div>
      </PageWidth>

      <PageWidth className="pb-28">
        <h2 className="text-2xl font-semibold tracking-tight sm:text-3xl">What it costs</h2>
        <div className="mt-8"><PlanCard plan={plan} /></div>
      </PageWidth>
    </>
  );
}
