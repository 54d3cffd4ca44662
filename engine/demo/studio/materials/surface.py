"""The workbench for materials: colours, and a principled shader with short words for wiring nodes to it."""

from __future__ import annotations

from typing import Any

import bpy

Colour = tuple[float, float, float, float]


def linear(hexadecimal: str) -> Colour:
    """'#rrggbb' as linear RGBA."""
    channels = [int(hexadecimal.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return (red, green, blue, 1.0)


def shade(hexadecimal: str, factor: float) -> Colour:
    """A colour made darker (below 1) or lighter (above 1)."""
    red, green, blue, _ = linear(hexadecimal)
    return (min(red * factor, 1), min(green * factor, 1), min(blue * factor, 1), 1.0)


class Surface:
    """A material under construction: a principled shader and short words for wiring nodes to it."""

    def __init__(self, name: str, **inputs: Any) -> None:
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.nodes, self.links = self.material.node_tree.nodes, self.material.node_tree.links
        self.shader = self.nodes["Principled BSDF"]
        self.set(**inputs)

    def set(self, **inputs: Any) -> None:
        """Set shader inputs by name, written with underscores (base_color, coat_weight …)."""
        for name, value in inputs.items():
            socket = self.shader.inputs[_socket_name(name)]
            if isinstance(value, bpy.types.NodeSocket):
                self.links.new(value, socket)
            else:
                socket.default_value = value

    def node(self, kind: str, **inputs: Any) -> Any:
        """Add a node; inputs by name (underscores for blanks), values or sockets."""
        made = self.nodes.new(kind)
        for name, value in inputs.items():
            socket = made.inputs[_socket_name(name)]
            if isinstance(value, bpy.types.NodeSocket):
                self.links.new(value, socket)
            else:
                socket.default_value = value
        return made

    def place(self, scale: tuple[float, float, float] = (1, 1, 1), *, space: str = "Object") -> Any:
        """Coordinates on the object in centimetres, stretched by `scale`."""
        where = self.nodes.new("ShaderNodeTexCoord").outputs[space]
        return self.node("ShaderNodeMapping", vector=where, scale=scale).outputs[0]

    def noise(
        self, scale: float, *, stretch: tuple[float, float, float] = (1, 1, 1), detail: float = 4.0
    ) -> Any:
        """Grey noise between 0 and 1, `scale` features per centimetre."""
        texture = self.node("ShaderNodeTexNoise", vector=self.place(stretch), scale=scale, detail=detail)
        return texture.outputs[0]

    def ramp(self, factor: Any, stops: list[tuple[float, Colour]]) -> Any:
        """Colours laid over a factor."""
        made = self.nodes.new("ShaderNodeValToRGB")
        self.links.new(factor, made.inputs[0])
        ramp = made.color_ramp
        while len(ramp.elements) < len(stops):
            ramp.elements.new(0.5)
        for element, (position, colour) in zip(ramp.elements, stops, strict=True):
            element.position, element.color = position, colour
        return made.outputs[0]

    def remap(self, factor: Any, low: float, high: float, to_low: float, to_high: float) -> Any:
        """A factor between low and high brought to another range."""
        made = self.nodes.new("ShaderNodeMapRange")
        self.links.new(factor, made.inputs[0])
        for i, value in enumerate((low, high, to_low, to_high), start=1):
            made.inputs[i].default_value = value
        return made.outputs[0]

    def mix(self, factor: Any, a: Any, b: Any) -> Any:
        """Two colours mixed by a factor; each may be a value or a socket."""
        made = self.nodes.new("ShaderNodeMix")
        made.data_type = "RGBA"
        for index, value in ((0, factor), (6, a), (7, b)):
            if isinstance(value, bpy.types.NodeSocket):
                self.links.new(value, made.inputs[index])
            else:
                made.inputs[index].default_value = value
        return made.outputs[2]

    def bump(self, height: Any, distance: float, strength: float = 1.0) -> None:
        """Relief on the surface, `distance` centimetres deep; several calls add up."""
        made = self.node("ShaderNodeBump", height=height, distance=distance, strength=strength)
        if self.shader.inputs["Normal"].is_linked:
            self.links.new(self.shader.inputs["Normal"].links[0].from_socket, made.inputs["Normal"])
        self.links.new(made.outputs[0], self.shader.inputs["Normal"])


_NAMES = {"ior": "IOR", "specular": "Specular IOR Level"}


def _socket_name(name: str) -> str:
    return _NAMES.get(name, name.replace("_", " ").title())


def threads(made: Surface, axis: str, count: float, measure: Any = None) -> Any:
    """A wave of `count` threads per centimetre across an axis, on the object or on its own measure."""
    where = made.place() if measure is None else measure
    wave = made.node("ShaderNodeTexWave", vector=where, scale=count * 0.314, distortion=0.6, detail=1.0)
    wave.bands_direction = axis
    return wave.outputs[1]
