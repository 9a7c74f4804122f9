# The web app behind the gateway that stands in for CloudFront: docker build -f docker/web.Dockerfile -t tango/web .
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS manifests
WORKDIR /workspace
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete && find . -type d -empty -delete

FROM ${NODE_IMAGE} AS workspace
WORKDIR /workspace
COPY --from=manifests /workspace .
RUN npm ci --ignore-scripts --no-audit --no-fund && npm cache clean --force
COPY . .

FROM workspace AS build
RUN cd web && npx vite build
RUN node docker/bundle.mjs /out main=libs/local/src/container/gateway.ts && cp -r libs/local/src/gateway/docs /out/docs

FROM ${NODE_IMAGE} AS web
ARG VERSION=development
ARG REVISION=unknown
LABEL org.opencontainers.image.title="tango-web" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /app
COPY --from=build /out ./
COPY --from=build /workspace/web/dist ./web
COPY docker/health.mjs ./
ENV NODE_ENV=production WEB_FOLDER=/app/web TANGO_LISTEN_HOST=0.0.0.0 PORT=8080 HEALTH_PATH=/
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=10s --start-period=30s --retries=3 CMD ["node", "/app/health.mjs"]
CMD ["node", "/app/main.mjs"]
