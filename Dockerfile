# The console is built with packages that the gateway itself has no use for.
FROM node:24-slim AS console
WORKDIR /opt/onefold
COPY package.json package-lock.json .npmrc ./
COPY examples/support-desk/package.json examples/support-desk/
RUN npm ci --ignore-scripts
COPY schema.graphql tsconfig.json ./
COPY console console
RUN node console/build.ts

FROM node:24-slim
WORKDIR /opt/onefold
COPY package.json package-lock.json .npmrc ./
# The image brings Node 24, so npm's copy of it is left out.
RUN npm ci --omit=dev --ignore-scripts --workspaces=false && rm -rf node_modules/node node_modules/.bin/node
COPY . .
COPY --from=console /opt/onefold/console/dist console/dist
USER node
ENV HOST=0.0.0.0 PORT=4000
EXPOSE 4000
HEALTHCHECK --interval=5s --start-period=30s CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/main.ts"]
CMD ["start", "--config", "/etc/onefold/onefold.yaml"]
