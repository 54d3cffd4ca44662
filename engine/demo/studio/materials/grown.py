"""What grew: wood, cloth, felt, fibre, wax, paper, cork, leather. Colours are sRGB hex; sizes in centimetres."""

from __future__ import annotations

import bpy

from engine.demo.studio.materials.surface import Surface, linear, shade, threads


def wood(colour: str, *, along: str = "z", gloss: float = 0.2, ring: float = 1.0) -> bpy.types.Material:
    """Oiled wood with its grain running `along` an axis of the object."""
    slow, fast = 0.09 * ring, 1.6 * ring
    stretch = {"x": (slow, fast, fast), "y": (fast, slow, fast), "z": (fast, fast, slow)}[along]
    fine = {"x": (0.4, 14, 14), "y": (14, 0.4, 14), "z": (14, 14, 0.4)}[along]
    made = Surface("wood", roughness=0.55 - gloss * 0.3, specular=0.35, coat_weight=gloss * 0.3)
    rings = made.node("ShaderNodeTexNoise", vector=made.place(stretch), scale=1.0, detail=5.0, distortion=0.7)
    grain = made.ramp(
        rings.outputs[0],
        [
            (0.28, shade(colour, 0.62)),
            (0.45, shade(colour, 0.92)),
            (0.55, shade(colour, 1.05)),
            (0.75, shade(colour, 0.8)),
        ],
    )
    pores = made.noise(1.0, stretch=fine, detail=2.0)
    made.set(base_color=made.mix(made.remap(pores, 0.52, 0.68, 0.0, 0.45), grain, shade(colour, 0.45)))
    made.bump(pores, 0.012, 0.6)
    return made.material


def cloth(
    colour: str,
    *,
    weave: float = 7.0,
    stripe: str | None = None,
    every: float = 8.0,
    share: float = 0.3,
    nap: float = 0.0,
) -> bpy.types.Material:
    """Woven cloth with `weave` threads per centimetre on a surface that carries its own measure (UV in cm).

    `stripe` is a second colour, repeated `every` cm over a `share` of the way; `nap` is a soft hairy surface.
    """
    made = Surface("cloth", roughness=0.95, specular=0.1, sheen_weight=0.2 + nap * 0.25, sheen_roughness=0.45)
    made.set(sheen_tint=shade(colour, 1.5))
    measure = made.nodes.new("ShaderNodeTexCoord").outputs["UV"]
    warp, weft = (threads(made, axis, weave, measure) for axis in ("X", "Y"))
    cross = made.nodes.new("ShaderNodeMath")
    cross.operation = "MULTIPLY"
    made.links.new(warp, cross.inputs[0])
    made.links.new(weft, cross.inputs[1])
    tone = made.ramp(made.noise(1.6), [(0.3, shade(colour, 0.84)), (0.7, shade(colour, 1.08))])
    if stripe:
        bands = made.node("ShaderNodeTexWave", vector=measure, scale=0.314 / every, distortion=0.0)
        bands.bands_direction = "Y"
        tone = made.mix(
            made.remap(bands.outputs[1], 1 - share - 0.02, 1 - share + 0.02, 0.0, 1.0), tone, linear(stripe)
        )
    darker = made.nodes.new("ShaderNodeMix")
    darker.data_type, darker.blend_type = "RGBA", "MULTIPLY"
    made.links.new(made.remap(cross.outputs[0], 0.05, 0.5, 0.45, 0.0), darker.inputs[0])
    made.links.new(tone, darker.inputs[6])
    darker.inputs[7].default_value = (0.45, 0.45, 0.45, 1.0)
    made.set(base_color=darker.outputs[2])
    made.bump(cross.outputs[0], 0.03 + 0.04 * nap, 0.8)
    made.bump(made.noise(2.5 + 6 * nap, detail=6.0), 0.05 + 0.12 * nap, 0.6)
    return made.material


def felt(colour: str) -> bpy.types.Material:
    """Pressed wool: no weave, a fine short hair."""
    made = Surface("felt", roughness=1.0, specular=0.05, sheen_weight=0.35, sheen_roughness=0.5)
    made.set(sheen_tint=shade(colour, 1.5))
    made.set(
        base_color=made.ramp(
            made.noise(5.0, detail=6.0), [(0.3, shade(colour, 0.74)), (0.7, shade(colour, 1.12))]
        )
    )
    made.bump(made.noise(7.0, detail=8.0), 0.07, 0.8)
    return made.material


def fibre(colour: str, *, twist: float = 0.0) -> bpy.types.Material:
    """Rush, willow, wool or cotton cord: dry strands with uneven colour."""
    made = Surface("fibre", roughness=0.85, specular=0.2, sheen_weight=0.25 if twist else 0.05)
    made.set(
        base_color=made.ramp(
            made.noise(0.9),
            [(0.28, shade(colour, 0.62)), (0.55, shade(colour, 1.0)), (0.8, shade(colour, 1.2))],
        )
    )
    made.bump(made.noise(8.0 + 10 * twist, detail=5.0), 0.03, 0.8)
    return made.material


def wax(colour: str, *, lit: float = 0.0) -> bpy.types.Material:
    """Candle wax and soap: light goes in and comes out softer; `lit` is how much a flame makes it shine."""
    made = Surface("wax", base_color=linear(colour), roughness=0.42, specular=0.4)
    made.set(subsurface_weight=0.6, subsurface_scale=0.9, subsurface_radius=(1.0, 0.55, 0.35))
    made.set(emission_color=shade(colour, 1.0), emission_strength=lit)
    made.bump(made.noise(0.7), 0.03)
    made.bump(made.noise(4.0), 0.004)
    return made.material


def marbled(colour: str, vein: str) -> bpy.types.Material:
    """Soap with a swirl of a second colour."""
    made = Surface("marbled", roughness=0.45, specular=0.4, subsurface_weight=0.35, subsurface_scale=0.5)
    swirl = made.node(
        "ShaderNodeTexNoise", vector=made.place((1, 0.6, 1)), scale=0.22, detail=3.0, distortion=2.2
    )
    made.set(
        base_color=made.ramp(
            swirl.outputs[0],
            [
                (0.40, linear(colour)),
                (0.50, linear(vein)),
                (0.56, linear(colour)),
                (0.75, shade(colour, 1.08)),
            ],
        )
    )
    made.bump(made.noise(0.7), 0.03)
    return made.material


def paper(colour: str) -> bpy.types.Material:
    """Uncoated paper or card."""
    made = Surface("paper", base_color=linear(colour), roughness=0.85, specular=0.2)
    made.bump(made.noise(14.0), 0.006, 0.5)
    return made.material


def bookcloth(colour: str) -> bpy.types.Material:
    """The linen on a book's boards."""
    made = Surface("bookcloth", roughness=0.8, specular=0.25, sheen_weight=0.15)
    made.set(base_color=made.ramp(made.noise(9.0), [(0.35, shade(colour, 0.82)), (0.65, shade(colour, 1.1))]))
    for axis in ("X", "Y"):
        made.bump(threads(made, axis, 12.0), 0.008, 0.6)
    return made.material


def cork() -> bpy.types.Material:
    """Cork: warm, pitted."""
    made = Surface("cork", roughness=0.9, specular=0.15)
    made.set(
        base_color=made.ramp(
            made.noise(3.2), [(0.33, linear("#6e4a2c")), (0.45, linear("#c39a6b")), (0.7, linear("#d8b487"))]
        )
    )
    made.bump(made.noise(4.0), 0.04)
    return made.material


def leather(colour: str) -> bpy.types.Material:
    """Vegetable-tanned leather."""
    made = Surface("leather", roughness=0.55, specular=0.35)
    made.set(base_color=made.ramp(made.noise(0.9), [(0.3, shade(colour, 0.8)), (0.7, shade(colour, 1.1))]))
    cells = made.node("ShaderNodeTexVoronoi", vector=made.place(), scale=9.0)
    made.bump(cells.outputs[0], 0.02, 0.5)
    return made.material
