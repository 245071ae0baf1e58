{{/* SPDX-License-Identifier: Apache-2.0 */}}
{{/* Checks combinations of values. values.schema.json checks each value by itself. */}}
{{- define "netcheck.check" -}}
{{- $values := .Values }}
{{- $exporter := $values.exporter }}
{{- $store := $exporter.store }}
{{- $tls := $exporter.web.tls }}
{{- if and (eq $store.type "etcd") (empty $store.etcd.endpoints) }}
{{- fail "exporter.store.etcd.endpoints: exporter.store.type=etcd needs at least one endpoint, such as https://etcd.example:2379" }}
{{- end }}
{{- if and (ne $store.type "etcd") $store.etcd.endpoints }}
{{- fail (printf "exporter.store.etcd.endpoints: not used with exporter.store.type=%s; set exporter.store.type=etcd" $store.type) }}
{{- end }}
{{- if and $store.etcd.tls.clientCertificate (empty $store.etcd.tls.secretName) }}
{{- fail "exporter.store.etcd.tls.clientCertificate: needs exporter.store.etcd.tls.secretName, the Secret with the certificate" }}
{{- end }}
{{- if and (eq $values.auth.mode "kubernetes") (not $exporter.kubernetes.enabled) }}
{{- fail "auth.mode=kubernetes: needs the Kubernetes API to review tokens; set exporter.kubernetes.enabled=true, or choose auth.mode token, certificate or none" }}
{{- end }}
{{- if and (eq $values.auth.mode "token") (empty $values.auth.token.secretName) }}
{{- fail "auth.token.secretName: auth.mode=token needs a Secret with the token: kubectl create secret generic netcheck-token --from-literal=token=$(openssl rand -hex 32)" }}
{{- end }}
{{- if eq $values.auth.mode "certificate" }}
{{- if empty $values.auth.certificate.secretName }}
{{- fail "auth.certificate.secretName: auth.mode=certificate needs a Secret (kubernetes.io/tls) with the client certificate of the agents" }}
{{- end }}
{{- if or (empty $tls.secretName) (eq $tls.clientAuth "NoClientCert") }}
{{- fail "auth.mode=certificate: needs exporter.web.tls.secretName, and exporter.web.tls.clientAuth VerifyClientCertIfGiven or RequireAndVerifyClientCert" }}
{{- end }}
{{- end }}
{{- range $part := list "exporter" "agent" }}
{{- $web := (index $values $part).web }}
{{- if and (ne $web.tls.clientAuth "NoClientCert") (empty $web.tls.secretName) }}
{{- fail (printf "%s.web.tls.clientAuth=%s: client certificates need %s.web.tls.secretName" $part $web.tls.clientAuth $part) }}
{{- end }}
{{- end }}
{{- if and (eq $values.auth.mode "none") $exporter.web.token.secretName }}
{{- fail "exporter.web.token: with auth.mode=none heartbeats need this token too, and agents do not have it; use another auth.mode" }}
{{- end }}
{{- if and $values.agent.exporterUrl (empty $values.agent.exporters) (eq $store.type "memory") (gt (int $exporter.replicas) 1) }}
{{- fail (printf "agent.exporterUrl: with exporter.replicas=%v and without etcd each agent must report to each exporter; set agent.exporters to a name that leads to all of them, or exporter.replicas=1" $exporter.replicas) }}
{{- end }}
{{- range $monitor := list "serviceMonitor" "podMonitor" }}
{{- with index $values $monitor }}
{{- if and .basicAuth .authorization }}
{{- fail (printf "%s.authorization: set it or %s.basicAuth, not both, because there is only one header" $monitor $monitor) }}
{{- end }}
{{- end }}
{{- end }}
{{- range $ca := list "exporterCA" "serviceCA" }}
{{- with index $values.agent $ca }}
{{- if and .secretName .configMapName }}
{{- fail (printf "agent.%s: set secretName or configMapName, not both" $ca) }}
{{- end }}
{{- end }}
{{- end }}
{{- if and $exporter.ingress.enabled (empty $exporter.ingress.host) }}
{{- fail "exporter.ingress.host: exporter.ingress.enabled needs a host name" }}
{{- end }}
{{- if and $exporter.httpRoute.enabled (empty $exporter.httpRoute.parentRefs) }}
{{- fail "exporter.httpRoute.parentRefs: exporter.httpRoute.enabled needs at least one gateway, such as {name: GATEWAY, namespace: NAMESPACE}" }}
{{- end }}
{{- if and $exporter.metricsPort (eq (int $exporter.metricsPort) (int $exporter.port)) }}
{{- fail (printf "exporter.metricsPort=%v: must differ from exporter.port; use 0 to serve /metrics on exporter.port" $exporter.metricsPort) }}
{{- end }}
{{- range $kind := list "podAgent" "hostAgent" }}
{{- if and $values.agent.metricsPort (eq (int $values.agent.metricsPort) (int (index $values $kind).port)) }}
{{- fail (printf "agent.metricsPort=%v: must differ from %s.port; use 0 to serve /metrics on that port" $values.agent.metricsPort $kind) }}
{{- end }}
{{- end }}
{{- include "netcheck.legacy.check" . }}
{{- end }}
