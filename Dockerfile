# syntax=docker/dockerfile:1

# Builds with the development packages, then keeps only what runs.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY nest-cli.json tsconfig.json tsconfig.build.json .swcrc ./
COPY src ./src
RUN npm run build
RUN npm ci --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    TSUDOI_HOME=/var/lib/tsudoi
WORKDIR /app
# Libraries of the browser that prints leaflets.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libexpat1 libnspr4 libnss3 \
 && rm -rf /var/lib/apt/lists/*
# PostgreSQL refuses to run as root; the account needs no shell and no password.
RUN install --directory --owner=node --group=node --mode=0700 /var/lib/tsudoi
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY templates ./templates
COPY demo ./demo
COPY docs/programme-file.schema.json ./docs/
COPY LICENSE ./
USER node
VOLUME /var/lib/tsudoi
EXPOSE 3000
# The process answers, whatever the database does: restarting the application does not repair a database.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "if (process.env.ROLE === 'worker') process.exit(0); fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "dist/main.js"]
