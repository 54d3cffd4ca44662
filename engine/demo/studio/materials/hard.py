"""Hard surfaces: glaze, clay, glass, metal, enamel, stone, opal. Colours are sRGB hex; sizes in centimetres."""

from __future__ import annotations

from typing import Any

import bpy

from engine.demo.studio.materials.surface import Surface, linear, shade


def glaze(
    colour: str,
    *,
    speckle: str | None = None,
    gloss: float = 0.6,
    foot: float = 0.0,
    clay: str = "#b98f6c",
    dip: tuple[float, str] | None = None,
) -> bpy.types.Material:
    """Stoneware: mottled glaze, iron speckle, bare clay below `foot` cm, a second glaze above `dip` (cm, colour)."""
    made = Surface("glaze", coat_weight=0.25 * gloss, coat_roughness=0.12, specular=0.45)
    tone = made.ramp(made.noise(0.35), [(0.3, shade(colour, 0.86)), (0.7, shade(colour, 1.07))])
    if dip:
        edge = _above(made, dip[0], 0.5)
        second = made.ramp(made.noise(0.4), [(0.3, shade(dip[1], 0.86)), (0.7, shade(dip[1], 1.07))])
        tone = made.mix(edge, tone, second)
    if speckle:
        spots = made.remap(made.noise(5.0, detail=2.0), 0.665, 0.70, 0.0, 0.85)
        tone = made.mix(spots, tone, linear(speckle))
    roughness = made.remap(made.noise(0.8), 0.3, 0.7, 0.62 - gloss * 0.42, 0.74 - gloss * 0.42)
    if foot:
        glazed = _above(made, foot, 0.12)
        raw = made.ramp(made.noise(6.0), [(0.3, shade(clay, 0.8)), (0.7, shade(clay, 1.1))])
        tone = made.mix(glazed, raw, tone)
        rough = made.nodes.new("ShaderNodeMix")
        made.links.new(glazed, rough.inputs[0])
        rough.inputs[2].default_value = 0.9
        made.links.new(roughness, rough.inputs[3])
        roughness = rough.outputs[0]
        coat = made.remap(glazed, 0, 1, 0, 0.25 * gloss)
        made.set(coat_weight=coat)
    made.set(base_color=tone, roughness=roughness)
    made.bump(made.noise(0.9), 0.025)
    made.bump(made.noise(1.0, stretch=(0.05, 0.05, 3.0), detail=1.0), 0.012)
    return made.material


def _above(made: Surface, height: float, waver: float) -> Any:
    """0 below a wavering height on the object, 1 above it."""
    where = made.nodes.new("ShaderNodeTexCoord").outputs["Object"]
    split = made.node("ShaderNodeSeparateXYZ", vector=where)
    add = made.nodes.new("ShaderNodeMath")
    made.links.new(split.outputs[2], add.inputs[0])
    made.links.new(made.remap(made.noise(0.45, detail=1.5), 0.3, 0.7, -waver, waver), add.inputs[1])
    return made.remap(add.outputs[0], height - 0.05, height + 0.05, 0.0, 1.0)


def clay(colour: str) -> bpy.types.Material:
    """Unglazed clay or plaster: dry and slightly grainy."""
    made = Surface("clay", roughness=0.92, specular=0.25)
    made.set(base_color=made.ramp(made.noise(1.6), [(0.3, shade(colour, 0.88)), (0.7, shade(colour, 1.06))]))
    made.bump(made.noise(9.0), 0.02, 0.7)
    return made.material


def glass(colour: str = "#ffffff", *, rough: float = 0.0, density: float = 1.0) -> bpy.types.Material:
    """Clear or tinted glass that lets light through to the table instead of casting a black shadow."""
    made = Surface("glass", base_color=(1, 1, 1, 1), roughness=rough, ior=1.46, transmission_weight=1.0)
    tint = linear(colour)
    made.set(base_color=tuple(c**density for c in tint[:3]) + (1.0,))
    through = made.node("ShaderNodeBsdfTransparent", color=tuple(0.35 + 0.62 * c for c in tint[:3]) + (1.0,))
    path = made.nodes.new("ShaderNodeLightPath")
    blend = made.nodes.new("ShaderNodeMixShader")
    made.links.new(path.outputs["Is Shadow Ray"], blend.inputs[0])
    made.links.new(made.shader.outputs[0], blend.inputs[1])
    made.links.new(through.outputs[0], blend.inputs[2])
    made.links.new(blend.outputs[0], made.nodes["Material Output"].inputs[0])
    return made.material


def liquid(colour: str) -> bpy.types.Material:
    """A tinted transparent liquid."""
    return glass(colour, density=1.0)


def metal(colour: str, *, rough: float = 0.25, brushed: float = 0.0) -> bpy.types.Material:
    """Bare metal, polished to satin; `brushed` adds fine turned lines."""
    made = Surface("metal", base_color=linear(colour), metallic=1.0)
    made.set(roughness=made.remap(made.noise(1.2), 0.3, 0.7, rough * 0.9, rough * 1.1))
    if brushed:
        made.bump(made.noise(2.0, stretch=(0.02, 0.02, 14.0), detail=1.0), 0.0015 * brushed, 0.5)
    return made.material


def enamel(colour: str, *, gloss: float = 0.85) -> bpy.types.Material:
    """Paint, lacquer or enamel on metal: even colour under a clear coat."""
    made = Surface("enamel", base_color=linear(colour), roughness=0.75 - 0.5 * gloss, specular=0.5)
    made.set(coat_weight=gloss * 0.8, coat_roughness=0.06 + 0.2 * (1 - gloss))
    made.bump(made.noise(1.1), 0.006)
    return made.material


def stone(colour: str, vein: str) -> bpy.types.Material:
    """Polished stone with thin veins."""
    made = Surface("stone", roughness=0.3, specular=0.45)
    lines = made.node("ShaderNodeTexNoise", vector=made.place(), scale=0.18, detail=7.0, distortion=1.4)
    made.set(
        base_color=made.ramp(
            lines.outputs[0],
            [(0.46, linear(colour)), (0.5, linear(vein)), (0.53, linear(colour)), (0.8, shade(colour, 0.93))],
        )
    )
    return made.material


def glow(
    colour: str, strength: float, *, tint: str = "#fff6ea", span: tuple[float, float] | None = None
) -> bpy.types.Material:
    """Opal glass with a lamp inside; brightest at the first height of `span` (cm), fading to the second."""
    made = Surface("glow", base_color=linear(tint), roughness=0.22, specular=0.5, coat_weight=0.4)
    made.set(emission_color=linear(colour), emission_strength=strength)
    if span:
        where = made.nodes.new("ShaderNodeTexCoord").outputs["Object"]
        height = made.node("ShaderNodeSeparateXYZ", vector=where).outputs[2]
        made.set(emission_strength=made.remap(height, span[0], span[1], strength, strength * 0.25))
    return made.material
