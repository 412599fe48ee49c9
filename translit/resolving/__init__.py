"""From a mention to an answer that carries its reasons: context, the pipeline, running text, the
Resolver.
"""
