# The program with its models, in an image without a compiler:
#   docker build -t dixit . && docker run --rm -i dixit show - < article.txt
# A service: docker run --rm -p 8017:8017 -e DIXIT_TOKEN=… dixit serve --host 0.0.0.0
FROM rust:1.95-bookworm AS build
WORKDIR /dixit
COPY . .
RUN cargo build --release --locked -p dixit-cli

FROM debian:bookworm-slim
RUN useradd --system --no-create-home dixit
COPY --from=build /dixit/target/release/dixit /usr/local/bin/dixit
# The transformer's model is read from a file; all others are in the program.
COPY --from=build /dixit/models/bert /usr/local/share/dixit/models/bert
ENV DIXIT_MODELS=/usr/local/share/dixit/models
USER dixit
ENTRYPOINT ["dixit"]
CMD ["--help"]
