# SPDX-License-Identifier: Apache-2.0
# The images of Netcheck: docker build --target agent . or --target exporter. See docs/images.md.

# Maven and a JDK 25, for the architecture of the image, because the build runs the JDK to create the runtime and the AOT cache.
ARG BUILD_IMAGE=docker.io/library/maven:3.9-eclipse-temurin-25@sha256:d67198007bb4441b07d45587320f83154de80ece3608f80408ef14c6ea847753
# glibc, root certificates and the user 65532; no shell, no package manager.
ARG RUNTIME_IMAGE=gcr.io/distroless/base-nossl-debian12:nonroot@sha256:be40c00dfabd86576d92666e87e406714d5618342de1a0c213ad232de255172e

FROM ${RUNTIME_IMAGE} AS runtime

FROM ${BUILD_IMAGE} AS build
# source: compile here. built: use the jars that mvn package left in agent/target and server/target.
ARG JARS=source
ARG REVISION=unknown
WORKDIR /src
COPY . .
COPY --from=runtime / /image/base/
RUN images/jars "$JARS" "$REVISION"

FROM build AS agent-build
RUN images/assemble agent

FROM build AS exporter-build
RUN images/assemble exporter

# The common part of both images, without their files.
FROM scratch AS image
ARG VERSION=0.2.0-SNAPSHOT
ARG REVISION=unknown
ARG CREATED=2026-11-22T00:00:00Z
LABEL org.opencontainers.image.url="https://github.com/netcheck/netcheck" \
      org.opencontainers.image.source="https://github.com/netcheck/netcheck" \
      org.opencontainers.image.documentation="https://github.com/netcheck/netcheck/tree/main/docs" \
      org.opencontainers.image.vendor="Netcheck" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
ENV PATH=/opt/netcheck/java/bin
WORKDIR /
USER 65532:65532
STOPSIGNAL SIGTERM

FROM image AS agent
LABEL org.opencontainers.image.title="Netcheck agent" \
      org.opencontainers.image.description="Probes its peers from every node."
# Ordered from files that seldom change to files that change with each release, so that a node downloads little.
COPY --from=agent-build /image/base/ /
COPY --from=agent-build /opt/netcheck/java/ /opt/netcheck/java/
COPY --from=agent-build /image/program/ /opt/netcheck/
EXPOSE 6100/tcp 6100/udp
# The health check expands the settings itself, because there is no shell. With TLS, define another one: docs/images.md.
HEALTHCHECK --interval=30s --timeout=10s --start-period=10s --retries=3 \
  CMD ["java", "-XX:Flags=/opt/netcheck/agent.flags", "-XX:AOTCache=/opt/netcheck/netcheck-agent.aot", "-Xlog:disable", "-cp", "/opt/netcheck/netcheck-agent.jar", "io.netcheck.daemon.web.HealthCheck", "http://${POD_IP,NODE_IP,127.0.0.1}:${CLIENT_PORT,6100}/-/healthy"]
ENTRYPOINT ["java", "-XX:Flags=/opt/netcheck/agent.flags", "-XX:AOTCache=/opt/netcheck/netcheck-agent.aot", "--enable-native-access=ALL-UNNAMED", "-Dsun.net.httpserver.nodelay=true", "-jar", "/opt/netcheck/netcheck-agent.jar"]

FROM image AS exporter
LABEL org.opencontainers.image.title="Netcheck exporter" \
      org.opencontainers.image.description="Tracks the agents, assigns peers, finds faults and reports them."
COPY --from=exporter-build /image/base/ /
COPY --from=exporter-build /opt/netcheck/java/ /opt/netcheck/java/
COPY --from=exporter-build /image/program/ /opt/netcheck/
EXPOSE 8080/tcp
HEALTHCHECK --interval=30s --timeout=10s --start-period=10s --retries=3 \
  CMD ["java", "-XX:Flags=/opt/netcheck/exporter.flags", "-XX:AOTCache=/opt/netcheck/netcheck-exporter.aot", "-Xlog:disable", "-cp", "/opt/netcheck/netcheck-exporter.jar", "io.netcheck.daemon.web.HealthCheck", "http://${NETCHECK_HTTP_ADDRESS,127.0.0.1}:${HTTP_PORT,8080}/-/healthy"]
ENTRYPOINT ["java", "-XX:Flags=/opt/netcheck/exporter.flags", "-XX:AOTCache=/opt/netcheck/netcheck-exporter.aot", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-jar", "/opt/netcheck/netcheck-exporter.jar"]
