# The product with its embedded stack, for `docker compose up`. Not what is deployed: that is `sst deploy` (docs/deploy.md).
FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
# A named volume takes its owner from here.
RUN mkdir -p .data && chown node:node .data
USER node
EXPOSE 4000
CMD ["npm", "start", "-s"]
