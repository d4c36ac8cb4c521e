# Image with the command and the emulator. Copies the static binary of each platform:
#
#   cargo xtask dist --target x86_64-unknown-linux-musl
#   mkdir -p image/amd64
#   tar -xzf target/dist-files/rolewright-x86_64-unknown-linux-musl.tar.gz -C image/amd64 rolewright
#   docker build -t rolewright .
#   docker run --rm -p 8080:8080 rolewright emulator --listen 0.0.0.0:8080 --reachable
#
# The base image has CA certificates, an unprivileged user and no shell.
FROM gcr.io/distroless/static-debian12:nonroot
ARG TARGETARCH
COPY --chmod=0755 image/${TARGETARCH}/rolewright /usr/local/bin/rolewright
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/rolewright"]
CMD ["--help"]
